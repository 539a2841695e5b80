"""What a metric is: a number a row, or a number a set of rows, and which way is better."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from evals.answers import Given
from evals.cases import Case


class Absent(Enum):
    """Why a row has no value. The two are counted apart, and neither is ever a number."""

    NOT_APPLICABLE = "does not apply"
    UNSCORED = "unscored"


Value: TypeAlias = float | Absent
Columns: TypeAlias = tuple[float, ...] | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case, what a system answered, and the texts to hold that against."""

    case: Case
    given: Given
    texts: Mapping[str, str]
    times: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds by stage; `wall` is what the harness measured itself."""
    judged: Mapping[str, float | None] = field(default_factory=dict)
    """A judge's verdicts by metric, in 0..1; None where it gave none in form."""
    people: Mapping[str, float] = field(default_factory=dict)
    """People's verdicts by metric, on the rows that they looked at."""


Scale: TypeAlias = Literal["share", "ratio"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number for each row, averaged over the rows that it applies to."""

    name: str
    title: str
    """In words for a table."""
    better: Literal[1, -1]
    """1: higher is better; -1: lower is."""
    of: Callable[[Row], Value]
    worst: float | None = None
    """What a row gets that the system failed at; None: such a row is unscored."""
    scale: Scale = "share"
    """`ratio`: values are natural logarithms, and a difference reads as a factor."""
    margin: float = 0.0
    """A difference smaller than this is no difference, however sure it is."""
    by_clock: bool = False
    """Whether the machine's mood moves it, whole runs at a time, which pairing can't see."""
    by_judge: bool = False
    """Whether it is an opinion, which counts only beside people's verdicts of that name."""

    def value(self, row: Row) -> Value:
        """The row's value; a failed answer counts as the worst where the metric applies."""
        if not row.given.failed:
            return self.of(row)
        return Absent.UNSCORED if self.worst is None else self._if_applicable(row)

    def _if_applicable(self, row: Row) -> Value:
        empty = Given(status="not_found")
        tried = self.of(Row(case=row.case, given=empty, texts=row.texts))
        if tried is Absent.NOT_APPLICABLE:
            return tried
        assert self.worst is not None
        return self.worst


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMetric:
    """A number for a set of rows that is no mean of theirs."""

    name: str
    title: str
    better: Literal[1, -1]
    columns: Callable[[Row], Columns]
    """What the statistic needs of a row."""
    of: Callable[[npt.NDArray[np.float64]], float | None]
    """The statistic of an array of shape (rows, columns); None where it isn't defined."""
    scale: Scale = "share"
    margin: float = 0.0

    def value(self, row: Row) -> Columns:
        """The row's columns; a failed answer has no confidence and is unscored."""
        return Absent.UNSCORED if row.given.failed else self.columns(row)
