"""Intervals of shares and of their differences, that hold where few rows vary or none do.

Student's interval takes the spread that was seen for the spread there is. Where all rows agree, or
nearly all, that is too little: 36 of 36 right doesn't mean that nothing is ever wrong. What lies
between fixed ends can't be without spread unless it is at an end, so the spread is taken at the
share that is asked about, not at the one that was seen.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from evals.statistics.clusters import LEVEL, Array, Estimates


def share_interval(
    found: Estimates, rows: Array | float, *, level: float = LEVEL
) -> tuple[Array, Array]:
    """The interval of a mean of values between 0 and 1.

    Wilson's (1927), with Student's quantile and as many rows as the clustered error is worth
    (the effective size of Korn and Graubard, 1998); where nothing varies, all of them.

    Args:
        found: the mean and its error, nothing added for unseen change.
        rows: how many rows it is the mean of.
    """
    spread, variance = found.value * (1 - found.value), found.error**2
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where((variance > 0) & (spread > 0), spread / variance, rows)
    pull = stats.t.ppf(0.5 + level / 2, found.df) ** 2 / worth
    middle = (found.value + pull / 2) / (1 + pull)
    half = np.sqrt(pull * spread + pull**2 / 4) / (1 + pull)
    return middle - half, middle + half


def difference_interval(
    found: Estimates, rows: Array | float, step: Array | float, *, level: float = LEVEL
) -> tuple[Array, Array]:
    """The interval of a mean difference between values that lie between 0 and 1.

    Student's, but never shorter than the score interval of rows that are independent and change
    one way alone (in the manner of Tango, 1998), which is the least that they can vary.

    Args:
        found: the mean difference and its error.
        rows: how many pairs it is the mean of.
        step: how much a row changes that changes, as `step_of` has it; 1 for right and wrong.
    """
    low, high = found.interval(level)
    pull = stats.norm.ppf(0.5 + level / 2) ** 2 / np.asarray(rows, dtype=np.float64)
    return (
        np.minimum(low, -_furthest(-found.value, pull, np.asarray(step))),
        np.maximum(high, _furthest(found.value, pull, np.asarray(step))),
    )


def step_of(moved: Array) -> float:
    """How much a row changes that changes: the sum of squares over the sum of sizes; 1 if none."""
    size = float(np.abs(moved).sum())
    return float((moved**2).sum()) / size if size > 0 else 1.0


def error_where(difference: float, seen: float, rows: float, step: float) -> float:
    """The error of a set in which the true difference is so large.

    It varies as it was seen to, but no less than so many independent pairs that change one way.
    """
    return math.sqrt(max(seen**2, (step * difference - difference**2) / rows))


def _furthest(value: Array, pull: Array, step: Array) -> Array:
    """The largest d with (value - d)² <= pull (step d - d²), minus infinity where there is none."""
    middle = value + pull * step / 2
    under = middle**2 - (1 + pull) * value**2
    found = (middle + np.sqrt(np.maximum(under, 0.0))) / (1 + pull)
    return np.where(under >= 0, found, -np.inf)
