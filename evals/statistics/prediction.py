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

from evals.statistics.clusters import Array, Estimates, degrees
from evals.statistics.jackknife import jackknife

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The corrected mean, the judge's own, the people's own, and the judge's weight."""

    estimate: Estimates
    judge: float
    people: float
    weight: float


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
    truth, guess = people[known], judged[known]
    clusters = len(np.unique(labels[known]))
    if clusters < 2:
        return None
    weight = _weight(judged, truth, guess)
    _, places = np.unique(labels, return_inverse=True)
    found = jackknife(
        lambda kept: _value(judged[kept[places]], people[kept[places]]), int(places.max()) + 1
    )
    if found is None:
        return None
    return Corrected(
        estimate=replace(found[0], df=degrees(np.bincount(places[known]).astype(np.float64))),
        judge=float(judged.mean()),
        people=float(truth.mean()),
        weight=weight,
    )


def _value(judged: Array, people: Array) -> float | None:
    """The corrected mean of some rows; None where no person looked at any."""
    known = ~np.isnan(people)
    if not known.any():
        return None
    truth, guess = people[known], judged[known]
    weight = _weight(judged, truth, guess)
    return float(weight * judged.mean() + (truth - weight * guess).mean())


def _weight(judged: Array, truth: Array, guess: Array) -> float:
    spread = float(judged.var())
    if spread == 0 or len(truth) < 2:
        return 0.0
    shared = float(((truth - truth.mean()) * (guess - guess.mean())).mean())
    best = shared / (spread * (1 + len(truth) / len(judged)))
    return min(max(best, 0.0), 1.0)
