"""The comparison: what each metric says of the difference, and one verdict.

The metric that the verdict is about is named beforehand, so it stands for itself. All others are
corrected for being several (Holm). A difference counts when its interval lies wholly on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

import numpy as np

from evals.compare.matching import Matched, match
from evals.compare.measure import Labels, relabelled, unseen_of
from evals.run import Run
from evals.scorers import EVERY, PRIMARY, Absent, Metric, Row, SetMetric, metric_named
from evals.statistics.clusters import LEVEL, Array, Estimates, by_cluster, estimate
from evals.statistics.holm import holm
from evals.statistics.jackknife import jackknife
from evals.statistics.power import detectable
from evals.statistics.resampling import bootstrap_interval, sign_flip_p
from rag import BadInput


class Verdict(Enum):
    """What can be said of a difference."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no difference seen"
    UNKNOWN = "can't be told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One metric's difference, second run less first."""

    metric: Metric | SetMetric
    before: float
    after: float
    rows: int
    clusters: int
    changed: int
    unscored: tuple[int, int]
    """Rows without a value that should have one, in the first and the second run."""
    alone: int
    """Pairs to which the metric applies in one run only."""
    low: float | None = None
    high: float | None = None
    p: float | None = None
    adjusted: float | None = None
    """`p` corrected for looking at several metrics; that of the primary metric is `p` itself."""
    flips: float | None = None
    bootstrap: tuple[float, float] | None = None
    could_show: float | None = None
    """The smallest true difference that this set shows in four of five tries."""
    verdict: Verdict = Verdict.UNKNOWN

    @property
    def difference(self) -> float:
        """How much higher the metric is in the second run."""
        return self.after - self.before

    @property
    def beyond(self) -> Literal[-1, 0, 1]:
        """Looked at by itself: 1 if its interval is wholly better, -1 if worse, else 0."""
        if self.low is None or self.high is None:
            return 0
        up, down = self.low > self.metric.margin, self.high < -self.metric.margin
        if not (up or down):
            return 0
        return 1 if up == (self.metric.better == 1) else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs, their matched rows, and the findings; the first is the one the verdict is about."""

    before: Run
    after: Run
    matched: Matched
    findings: tuple[Finding, ...]
    absent: tuple[str, ...]
    """Metrics that no pair of rows has a value for."""

    @property
    def primary(self) -> Finding:
        """The finding that the verdict is about."""
        return self.findings[0]

    @property
    def worse(self) -> list[Finding]:
        """The findings that are worse beyond noise."""
        return [one for one in self.findings if one.verdict is Verdict.WORSE]

    @property
    def better(self) -> list[Finding]:
        """The findings that are better beyond noise."""
        return [one for one in self.findings if one.verdict is Verdict.BETTER]


def compare(before: Run, after: Run, *, primary: str = PRIMARY) -> Comparison:
    """Compare two runs.

    Raises:
        BadInput: nothing can be matched, or no pair of rows has the primary metric.
    """
    matched = match(before, after)
    labels = matched.labels
    first = metric_named(primary)
    order = [first, *(one for one in EVERY if one is not first)]
    found = {metric.name: _finding(metric, matched, labels) for metric in order}
    if (leading := found[primary]) is None:
        raise BadInput(f'no pair of rows has the metric "{primary}": name another with --metric')
    rest = [one for name, one in found.items() if one is not None and name != primary]
    return Comparison(
        before=before,
        after=after,
        matched=matched,
        findings=tuple(_judged([leading]) + _judged(rest)),
        absent=tuple(name for name, one in found.items() if one is None),
    )


def _judged(findings: Sequence[Finding]) -> list[Finding]:
    tested = [one for one in findings if one.p is not None]
    adjusted = dict(zip(map(id, tested), holm([one.p or 0.0 for one in tested]), strict=True))
    return [
        replace(one, adjusted=adjusted.get(id(one)), verdict=_verdict(one, adjusted.get(id(one))))
        for one in findings
    ]


def _verdict(finding: Finding, chance: float | None) -> Verdict:
    if chance is None:
        return Verdict.UNKNOWN
    if chance > 1 - LEVEL or finding.beyond == 0:
        return Verdict.SAME
    return Verdict.BETTER if finding.beyond == 1 else Verdict.WORSE


def _finding(metric: Metric | SetMetric, matched: Matched, labels: Labels) -> Finding | None:
    before = [metric.value(one) for one, _ in matched.pairs]
    after = [metric.value(other) for _, other in matched.pairs]
    if isinstance(metric, SetMetric):
        return _of_sets(metric, matched, labels)
    both = [
        (labels[number], one, other)
        for number, (one, other) in enumerate(zip(before, after, strict=True))
        if isinstance(one, float) and isinstance(other, float)
    ]
    unscored = (
        sum(one is Absent.UNSCORED for one in before),
        sum(other is Absent.UNSCORED for other in after),
    )
    if not both:
        return None
    kept = relabelled(np.array([label for label, _, _ in both]))
    values = np.array([(one, other) for _, one, other in both])
    moved = values[:, 1] - values[:, 0]
    sums, sizes = by_cluster(moved, kept)
    return _with_estimate(
        Finding(
            metric=metric,
            before=float(values[:, 0].mean()),
            after=float(values[:, 1].mean()),
            rows=len(both),
            clusters=len(sums),
            changed=int((np.abs(moved) > 1e-9).sum()),
            unscored=unscored,
            alone=len(matched.pairs) - len(both) - _neither(before, after),
        ),
        estimate(sums, sizes, unseen=unseen_of(metric)) if len(sums) > 1 else None,
        sums - 0.0,
        sizes,
    )


def _neither(before: Sequence[object], after: Sequence[object]) -> int:
    pairs = zip(before, after, strict=True)
    return sum(isinstance(one, Absent) and isinstance(other, Absent) for one, other in pairs)


def _of_sets(metric: SetMetric, matched: Matched, labels: Labels) -> Finding | None:
    sides = [_side(metric, [pair[side] for pair in matched.pairs]) for side in (0, 1)]
    wholes = [metric.of(columns) if len(columns) else None for columns, _, _ in sides]
    if wholes[0] is None or wholes[1] is None:
        return None
    clusters = int(labels.max()) + 1

    def difference(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float | None:
        parts = [metric.of(columns[mask[labels[at]]]) for columns, at, _ in sides]
        return None if parts[0] is None or parts[1] is None else parts[1] - parts[0]

    found = jackknife(difference, clusters)
    pairs = [(metric.value(one), metric.value(other)) for one, other in matched.pairs]
    bare = Finding(
        metric=metric,
        before=wholes[0],
        after=wholes[1],
        rows=sum(not (isinstance(a, Absent) and isinstance(b, Absent)) for a, b in pairs),
        clusters=clusters,
        changed=sum(one != other for one, other in pairs),
        unscored=(sides[0][2], sides[1][2]),
        alone=sum(isinstance(one, Absent) != isinstance(other, Absent) for one, other in pairs),
    )
    if found is None:
        return bare
    return _with_estimate(bare, found[0], found[1], np.ones(clusters))


def _side(metric: SetMetric, rows: Sequence[Row]) -> tuple[Array, Labels, int]:
    values = [metric.value(row) for row in rows]
    at = [number for number, value in enumerate(values) if not isinstance(value, Absent)]
    columns = np.array([values[number] for number in at], dtype=np.float64)
    unscored = sum(value is Absent.UNSCORED for value in values)
    return columns, np.array(at, dtype=np.int64), unscored


def _with_estimate(bare: Finding, found: Estimates | None, sums: Array, sizes: Array) -> Finding:
    if found is None:
        return bare
    low, high = map(float, found.interval())
    if bare.metric.scale == "share":
        low, high = max(low, -1.0), min(high, 1.0)
    return replace(
        bare,
        low=low,
        high=high,
        p=float(found.p()),
        flips=sign_flip_p(sums),
        bootstrap=bootstrap_interval(sums, sizes),
        could_show=detectable(float(found.error), float(found.df)) + bare.metric.margin,
    )
