"""Rows of two runs, brought together by their case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.cases import Case
from evals.run import Run
from evals.scorers import Row
from rag import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Pairs of rows of one case, and what found no partner."""

    pairs: tuple[tuple[Row, Row], ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    altered: tuple[str, ...]
    """Cases that have the same id in both runs but aren't the same."""

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """Each pair's cluster, numbered from 0."""
        return labels_of([before.case for before, _ in self.pairs])

    def notes(self) -> list[str]:
        """A line for each way in which rows were left out."""
        told = (
            (self.only_before, "only in the first run"),
            (self.only_after, "only in the second run"),
            (self.altered, "not the same case in both runs"),
        )
        return [f"{len(ids)} left out, {why}: {_some(ids)}" for ids, why in told if ids]


def match(before: Run, after: Run) -> Matched:
    """Pair the rows of two runs.

    Raises:
        BadInput: no case is the same in both.
    """
    rows = {row.case.id: row for row in after.rows}
    first = {row.case.id for row in before.rows}
    shared = [(row, rows[row.case.id]) for row in before.rows if row.case.id in rows]
    same = [pair for pair in shared if _same(*pair)]
    if not same:
        raise BadInput(
            f'the runs have no case in common: "{before.name}" is of {before.dataset.name}, '
            f'"{after.name}" of {after.dataset.name}: compare runs of one dataset'
        )
    kept = {one.case.id for one, _ in same}
    return Matched(
        pairs=tuple(same),
        only_before=tuple(
            name for name in (row.case.id for row in before.rows) if name not in rows
        ),
        only_after=tuple(name for name in rows if name not in first),
        altered=tuple(one.case.id for one, _ in shared if one.case.id not in kept),
    )


def labels_of(cases: list[Case]) -> npt.NDArray[np.int64]:
    """Number the clusters of cases from 0, in the order in which they come."""
    numbers = {name: at for at, name in enumerate(dict.fromkeys(case.group for case in cases))}
    return np.array([numbers[case.group] for case in cases], dtype=np.int64)


def _same(one: Row, other: Row) -> bool:
    if one.case != other.case:
        return False
    wanted = {one.case.document, *(one.case.home_of(each) for each in one.case.evidence)}
    return all(one.texts.get(name) == other.texts.get(name) for name in wanted)


def _some(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
