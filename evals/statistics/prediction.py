"""A judge's mean, corrected by the verdicts that people gave on a part of the rows.

Prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan & Zrnic, Science 2023), with
the weight on the judge chosen to make the interval shortest ("PPI++", Angelopoulos, Duchi &
Zrnic, 2023): a judge that knows nothing is given no weight, and no judge can bias the figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.statistics.clusters import Array, Estimates

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
    value = weight * judged.mean() + float((truth - weight * guess).mean())
    variance = _influence(judged, people, labels, weight)
    scale = clusters / (clusters - 1)
    at = np.array(value)
    return Corrected(
        estimate=Estimates(
            value=at,
            centre=at,
            error=np.sqrt(np.array(variance * scale)),
            df=np.array(clusters - 1.0),
        ),
        judge=float(judged.mean()),
        people=float(truth.mean()),
        weight=weight,
    )


def _weight(judged: Array, truth: Array, guess: Array) -> float:
    spread = float(judged.var())
    if spread == 0 or len(truth) < 2:
        return 0.0
    shared = float(((truth - truth.mean()) * (guess - guess.mean())).mean())
    best = shared / (spread * (1 + len(truth) / len(judged)))
    return min(max(best, 0.0), 1.0)


def _influence(judged: Array, people: Array, labels: Labels, weight: float) -> float:
    """The variance of the corrected mean, what a cluster moves in both of its terms together."""
    known = ~np.isnan(people)
    moved = weight * (judged - judged.mean()) / len(judged)
    gap = people[known] - weight * judged[known]
    moved[known] += (gap - gap.mean()) / int(known.sum())
    return float((np.bincount(labels, weights=moved) ** 2).sum())
