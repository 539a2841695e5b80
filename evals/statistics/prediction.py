"""A judge's mean, corrected by the verdicts that people gave on a part of the rows.

Prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan & Zrnic, Science 2023), with
the weight on the judge chosen to make the interval shortest ("PPI++", Angelopoulos, Duchi &
Zrnic, 2023): a judge that knows nothing is given no weight, and no judge can bias the figure.
The error is the jackknife's over clusters, weight and all: the paper's own formula takes rows for
independent, and its cluster version covered too little where there are few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evals.statistics.bounded import share_interval
from evals.statistics.clusters import Array, Estimates, degrees
from evals.statistics.jackknife import left_out

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The corrected mean, the judge's own, and the people's own."""

    estimate: Estimates
    parts: Array
    """Pseudo-values, one a cluster: what the estimate owes to each."""
    judge: float
    people: float
    looked: int
    """How many rows people looked at."""

    def interval(self) -> tuple[float, float]:
        """The interval of a mean of verdicts between 0 and 1.

        Where all verdicts agree, it is as wide as what people looked at leaves it.
        """
        inside = replace(self.estimate, value=np.clip(self.estimate.value, 0.0, 1.0))
        low, high = share_interval(inside, self.looked)
        return float(low), float(high)


def corrected_mean(judged: Array, people: Array, labels: Labels) -> Corrected | None:
    """Correct a judge's mean.

    Args:
        judged: the judge's verdict on every row.
        people: people's verdict, NaN on rows without one.
        labels: each row's cluster, from 0.

    Returns:
        None where fewer than two clusters have a verdict of a person.
    """
    known = ~np.isnan(people)
    _, places = np.unique(labels, return_inverse=True)
    sizes = np.bincount(places, weights=known).astype(np.float64)
    if int((sizes > 0).sum()) < 2:
        return None
    truth = np.where(known, people, 0.0)
    parts = (np.ones_like(judged), judged, judged**2, known, truth, known * judged, truth * judged)
    sums = np.stack([np.bincount(places, weights=one) for one in parts])
    whole = sums.sum(-1)
    value = _value(whole)
    clusters, without = len(sizes), _value(whole[:, None] - sums)
    found = left_out(float(value), without)
    return Corrected(
        estimate=replace(found, df=degrees(sizes)),
        parts=clusters * value - (clusters - 1) * without,
        judge=float(judged.mean()),
        people=float(people[known].mean()),
        looked=int(known.sum()),
    )


def _value(sums: Array) -> Array:
    """The corrected mean, the judge weighed as serves it best.

    Args:
        sums: shape (7, ...): over all rows of 1, the judge's verdict and its square; over the
            rows that people looked at of 1, theirs, the judge's, and the product of the two.
    """
    rows, judged, squares, looked, truth, guess, both = sums
    spread = squares / rows - (judged / rows) ** 2
    shared = both / looked - truth * guess / looked**2
    best = shared / (np.maximum(spread, 1e-12) * (1 + looked / rows))
    weight = np.where(spread > 1e-12, np.clip(best, 0.0, 1.0), 0.0)
    found: Array = weight * judged / rows + (truth - weight * guess) / looked
    return found
