"""What a set could have shown, and how large a set has to be.

The spread of differences is split into what documents share and what is each case's own (one-way
analysis of variance for clusters of unequal size). From both follows the error of a set of any
shape, and from that its power, by the noncentral t distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from evals.statistics.clusters import LEVEL, NOTHING, Array

POWER = 0.8
_FAR = 8.0
"""So many times the limit away, a difference is always seen; scipy's figure may be no number."""

ErrorAt = Callable[[float], float]
"""From a true difference to the standard error of a set in which it is so large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The variance of a difference between documents and within them.

    `uneven` is the squared coefficient of variation of the documents' sizes.
    """

    between: float
    within: float
    uneven: float = 0.0

    @property
    def icc(self) -> float:
        """The share of the variance that a document's cases have in common."""
        total = self.between + self.within
        return self.between / total if total else 0.0

    def error(self, documents: float, cases_each: float) -> float:
        """The standard error of the mean over such a set."""
        shared = self.between * (1 + self.uneven)
        return math.sqrt((shared + self.within / cases_each) / documents)

    def design_effect(self, cases_each: float) -> float:
        """How many times more cases it takes than if no two hung together (Kish, 1965)."""
        return 1 + (cases_each * (1 + self.uneven) - 1) * self.icc


def spread_of(values: Array, labels: npt.NDArray[np.int64]) -> Spread:
    """Estimate the spread from a pilot's differences, one a row, with each row's cluster."""
    kinds, places = np.unique(labels, return_inverse=True)
    sizes = np.bincount(places).astype(float)
    means = np.bincount(places, weights=values) / sizes
    rows, clusters = len(values), len(kinds)
    within_sum = float(((values - means[places]) ** 2).sum())
    between_sum = float((sizes * (means - values.mean()) ** 2).sum())
    if clusters < 2:
        return Spread(between=0.0, within=float(values.var()))
    if rows == clusters:
        return Spread(between=0.0, within=float(values.var(ddof=1)))
    within = within_sum / (rows - clusters)
    typical = (rows - (sizes**2).sum() / rows) / (clusters - 1)
    between = max(0.0, (between_sum / (clusters - 1) - within) / typical)
    return Spread(between=between, within=within, uneven=float(sizes.var() / sizes.mean() ** 2))


def power_of(difference: float, error: float, df: float, level: float = LEVEL) -> float:
    """How often a true difference of that size is seen, whatever its sign."""
    if error <= 0:
        return 1.0
    limit = stats.t.ppf(0.5 + level / 2, df)
    away = abs(difference) / error
    if away > _FAR * limit:
        return 1.0
    above = float(stats.nct.sf(limit, df, away))
    below = float(stats.nct.cdf(-limit, df, away))
    return above + (below if math.isfinite(below) else 0.0)


def detectable(error: ErrorAt, df: float, *, level: float = LEVEL) -> float | None:
    """The smallest true difference that a set shows in four of five tries.

    Args:
        error: the standard error of a set in which the true difference is so large.

    Returns:
        None where no difference up to 1,024 is shown.
    """

    def short_of(difference: float) -> float:
        return power_of(difference, error(difference), df, level) - POWER

    high = 2.0**-10
    while short_of(high) < 0:
        high *= 2
        if high > 2**10:
            return None
    return float(optimize.brentq(short_of, NOTHING, high, xtol=1e-6))


def documents_needed(difference: float, spread: Spread, cases_each: float) -> int | None:
    """How many documents of so many cases each show the difference in four of five tries.

    Returns:
        None where it takes more than 100,000.
    """
    low, high = 2, 3

    def enough(documents: int) -> bool:
        error = spread.error(documents, cases_each)
        return power_of(difference, error, max(documents - 1.0, 1.0)) >= POWER

    while not enough(high):
        low, high = high, high * 2
        if high > 100_000:
            return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return high
