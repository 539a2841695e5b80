"""One metric over rows: its value, how sure that is, and who has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.compare.matching import labels_of
from evals.scorers import Absent, Metric, Row, SetMetric
from evals.statistics.bounded import share_interval
from evals.statistics.clusters import NOTHING, Array, Estimates, by_cluster, estimate
from evals.statistics.jackknife import jackknife

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A metric's value over the rows of a run; `low` and `high` are None without an interval."""

    value: float
    low: float | None
    high: float | None
    rows: int
    unscored: int
    clusters: int


def measure(metric: Metric | SetMetric, rows: Sequence[Row]) -> Measured | None:
    """The metric over the rows; None where it applies to no row or isn't defined."""
    values = [metric.value(row) for row in rows]
    unscored = sum(value is Absent.UNSCORED for value in values)
    kept = [number for number, value in enumerate(values) if not isinstance(value, Absent)]
    if not kept:
        return None
    labels = relabelled(labels_of([rows[number].case for number in kept]))
    array = np.array([values[number] for number in kept], dtype=np.float64)
    value, found = _estimated(metric, array, labels)
    if value is None:
        return None
    low, high = (None, None) if found is None else _ends(metric, found, len(kept))
    return Measured(
        value=value,
        low=low,
        high=high,
        rows=len(kept),
        unscored=unscored,
        clusters=int(labels.max()) + 1,
    )


def _estimated(
    metric: Metric | SetMetric, array: Array, labels: Labels
) -> tuple[float | None, Estimates | None]:
    clusters = int(labels.max()) + 1
    if isinstance(metric, SetMetric):
        whole = metric.of(array)
        found = jackknife(lambda mask: metric.of(array[mask[labels]]), clusters)
        # What no cluster moves by being left out says nothing of how it would move.
        return whole, found[0] if found and found[0].error > NOTHING else None
    found_mean = estimate(*by_cluster(array, labels), unseen=0) if clusters > 1 else None
    return float(array.mean()), found_mean


def _ends(metric: Metric | SetMetric, found: Estimates, rows: int) -> tuple[float, float]:
    if metric.scale != "share":
        low, high = found.interval()
    elif isinstance(metric, SetMetric):
        low, high = np.clip(found.interval(), 0.0, 1.0)
    else:
        low, high = share_interval(found, rows)
    return float(low), float(high)


def unseen_of(metric: Metric | SetMetric) -> float:
    """How many unseen cases of change to add: none where a change isn't between -1 and 1."""
    return 0.5 if metric.scale == "share" else 0.0


def relabelled(labels: Labels) -> Labels:
    """The labels without gaps."""
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)
