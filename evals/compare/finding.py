"""One metric's difference between two runs, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

import numpy as np

from evals.compare.matching import Matched
from evals.compare.measure import Labels, relabelled, unseen_of
from evals.scorers import Absent, Columns, Metric, Row, SetMetric, Value
from evals.statistics.bounded import difference_interval, error_where, step_of
from evals.statistics.clusters import NOTHING, Array, Estimates, by_cluster, estimate
from evals.statistics.jackknife import jackknife
from evals.statistics.power import detectable
from evals.statistics.prediction import corrected_mean
from evals.statistics.resampling import bootstrap_interval, sign_flip_p


class Verdict(Enum):
    """What can be said of a difference."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no difference seen"
    UNKNOWN = "can't be told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surety:
    """How sure a difference is: its interval, its chance, and the checks beside them."""

    low: float
    high: float
    p: float
    flips: float
    bootstrap: tuple[float, float]
    error: float
    df: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One metric's difference, second run less first."""

    metric: Metric | SetMetric
    before: float
    after: float
    difference: float
    """How much higher the metric is in the second run."""
    rows: int
    clusters: int
    changed: int
    unscored: tuple[int, int]
    """Rows without a value that should have one, in the first and the second run."""
    alone: int
    """Pairs to which the metric applies in one run only."""
    step: float | None = None
    """How much a row changes that changes; None where a difference isn't made of such steps."""
    sure: Surety | None = None
    """None where there is no telling."""
    adjusted: float | None = None
    """The chance corrected for looking at several metrics; the primary metric's own."""
    could_show: float | None = None
    """The smallest true difference that this set shows in four of five tries; None: none."""
    verdict: Verdict = Verdict.UNKNOWN

    @property
    def by_clock(self) -> bool:
        """Whether a busier machine alone might make this difference."""
        return isinstance(self.metric, Metric) and self.metric.by_clock

    @property
    def beyond(self) -> Literal[-1, 0, 1]:
        """Looked at by itself: 1 if its interval is wholly better, -1 if worse, else 0."""
        if self.sure is None:
            return 0
        up, down = self.sure.low > self.metric.margin, self.sure.high < -self.metric.margin
        if not (up or down):
            return 0
        return 1 if up == (self.metric.better == 1) else -1

    def shows(self, level: float) -> float | None:
        """The smallest true difference that is seen in four of five tries at that level."""
        if self.sure is None or self.sure.error < NOTHING:
            return None
        least = detectable(self._error_at, self.sure.df, level=level)
        if least is None or (self.metric.scale == "share" and least > 1):
            return None
        return least + self.metric.margin

    def _error_at(self, difference: float) -> float:
        assert self.sure is not None
        if self.step is None:
            return self.sure.error
        return error_where(difference, self.sure.error, self.rows, self.step)


def finding(metric: Metric | SetMetric, matched: Matched, labels: Labels) -> Finding | None:
    """What a metric says of two runs; None where no pair of rows has it.

    Args:
        labels: each pair's cluster, numbered from 0.
    """
    if isinstance(metric, SetMetric):
        return _of_sets(metric, matched, labels)
    return _of_means(metric, matched, labels)


def _of_means(metric: Metric, matched: Matched, labels: Labels) -> Finding | None:
    pairs = [(metric.value(one), metric.value(other)) for one, other in matched.pairs]
    both = [
        number
        for number, (one, other) in enumerate(pairs)
        if isinstance(one, float) and isinstance(other, float)
    ]
    if not both:
        return None
    kept = relabelled(labels[both])
    values = np.array([pairs[number] for number in both], dtype=np.float64)
    moved = values[:, 1] - values[:, 0]
    sums, sizes = by_cluster(moved, kept)
    bare = Finding(
        metric=metric,
        before=float(values[:, 0].mean()),
        after=float(values[:, 1].mean()),
        difference=float(moved.mean()),
        rows=len(both),
        clusters=len(sums),
        changed=int((np.abs(moved) > 1e-9).sum()),
        unscored=_unscored(pairs),
        alone=_alone(pairs),
        step=step_of(moved) if metric.scale == "share" else None,
    )
    if metric.by_judge:
        return _beside_people(bare, moved, [matched.pairs[number] for number in both], kept)
    if len(sums) < 2:
        return bare
    found = estimate(sums, sizes, unseen=unseen_of(metric))
    return replace(bare, sure=_surety(bare, found, sums, sizes))


def _beside_people(
    bare: Finding, moved: Array, pairs: Sequence[tuple[Row, Row]], labels: Labels
) -> Finding:
    """A judge's difference, corrected by people's; without theirs it decides nothing."""
    name = bare.metric.name
    people = np.array(
        [
            other.people[name] - one.people[name]
            if name in one.people and name in other.people
            else np.nan
            for one, other in pairs
        ]
    )
    found = corrected_mean(moved, people, labels)
    if found is None:
        return bare
    step = step_of(people[~np.isnan(people)])
    told = replace(bare, difference=float(found.estimate.value), rows=found.looked, step=step)
    sure = _surety(told, found.estimate, found.parts, np.ones(len(found.parts)))
    return replace(told, sure=sure, rows=bare.rows)


def _of_sets(metric: SetMetric, matched: Matched, labels: Labels) -> Finding | None:
    pairs = [(metric.value(one), metric.value(other)) for one, other in matched.pairs]
    sides = [_side([pair[side] for pair in pairs]) for side in (0, 1)]
    wholes = [metric.of(columns) if len(columns) else None for columns, _ in sides]
    if wholes[0] is None or wholes[1] is None:
        return None
    clusters = int(labels.max()) + 1

    def difference(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float | None:
        parts = [metric.of(columns[mask[labels[at]]]) for columns, at in sides]
        return None if parts[0] is None or parts[1] is None else parts[1] - parts[0]

    found = jackknife(difference, clusters)
    bare = Finding(
        metric=metric,
        before=wholes[0],
        after=wholes[1],
        difference=wholes[1] - wholes[0],
        rows=sum(not (isinstance(a, Absent) and isinstance(b, Absent)) for a, b in pairs),
        clusters=clusters,
        changed=sum(one != other for one, other in pairs),
        unscored=_unscored(pairs),
        alone=_alone(pairs),
    )
    if found is None:
        return bare
    return replace(bare, sure=_surety(bare, found[0], found[1], np.ones(clusters)))


def _surety(bare: Finding, found: Estimates, sums: Array, sizes: Array) -> Surety:
    low, high = found.interval()
    if bare.step is not None:
        low, high = difference_interval(found, bare.rows, bare.step)
    if bare.metric.scale == "share":
        low, high = np.maximum(low, -1.0), np.minimum(high, 1.0)
    return Surety(
        low=float(low),
        high=float(high),
        p=float(found.p()),
        flips=sign_flip_p(sums),
        bootstrap=bootstrap_interval(sums, sizes),
        error=float(found.error),
        df=float(found.df),
    )


def _side(values: Sequence[Columns]) -> tuple[Array, Labels]:
    """The rows that have a value, and their places."""
    at = [number for number, value in enumerate(values) if not isinstance(value, Absent)]
    return np.array([values[number] for number in at], dtype=np.float64), np.array(at, np.int64)


def _unscored(pairs: Sequence[tuple[Value | Columns, Value | Columns]]) -> tuple[int, int]:
    return (
        sum(one is Absent.UNSCORED for one, _ in pairs),
        sum(other is Absent.UNSCORED for _, other in pairs),
    )


def _alone(pairs: Sequence[tuple[Value | Columns, Value | Columns]]) -> int:
    return sum(isinstance(one, Absent) != isinstance(other, Absent) for one, other in pairs)
