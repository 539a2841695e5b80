"""A mean over rows that hang together in clusters, with an interval that holds for few of them.

Questions on one document rise and fall together, so the cluster is what counts as independent.
The variance is the cluster-robust one with Bell and McCaffrey's small-sample correction (2002,
"CR2"), the interval Student's with their degrees of freedom; see also Imbens and Kolesár (2016).
Half a case of change, split evenly to either side, is added (after Agresti and Min, 2005), so that
a set in which nothing changed doesn't claim to know that nothing ever would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Array = npt.NDArray[np.float64]

LEVEL = 0.95
NOTHING = 1e-9
"""An error so small is rounding: nothing varied."""
_UNSEEN = 0.5
"""How many unseen cases of change are added; chosen by simulation (`footnote eval selfcheck`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Means, their standard errors and degrees of freedom; arrays of one shape."""

    value: Array
    """The plain mean."""
    centre: Array
    """The middle of the interval, drawn a little towards 0."""
    error: Array
    df: Array

    def interval(self, level: float = LEVEL) -> tuple[Array, Array]:
        """The ends of the interval that covers the truth in `level` of all sets."""
        half = stats.t.ppf(0.5 + level / 2, self.df) * self.error
        return self.centre - half, self.centre + half

    def p(self) -> Array:
        """How often a mean as far from 0 as this one comes about when the truth is 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.where(self.error > 0, np.abs(self.centre) / self.error, 0.0)
            sure = (self.error == 0) & (self.centre != 0)
        return np.where(sure, 0.0, 2 * stats.t.sf(t, self.df))


def estimate(sums: Array, sizes: Array, *, unseen: float = _UNSEEN) -> Estimates:
    """The mean over all rows: sum of `sums` over sum of `sizes`.

    Args:
        sums: the rows' values summed by cluster, shape (..., clusters); at least two clusters.
        sizes: how many rows each cluster has, of the same shape; empty clusters are let be.
        unseen: cases of change to add; 0 for values that aren't between -1 and 1.
    """
    rows = sizes.sum(-1)
    value = sums.sum(-1) / rows
    share = sizes / rows[..., None]
    residuals = sums - sizes * value[..., None]
    # A cluster that holds all the rows leaves nothing to estimate from.
    freed = residuals**2 / np.maximum(1 - share, 1e-9)
    variance = freed.sum(-1) / rows**2
    shrunk = rows / (rows + unseen)
    added = unseen / (rows + unseen) ** 2
    return Estimates(
        value=value,
        centre=value * shrunk,
        error=np.sqrt(variance * shrunk**2 + added),
        df=degrees(sizes),
    )


def degrees(sizes: Array) -> Array:
    """Bell and McCaffrey's degrees of freedom for a mean, under independence.

    The residuals' covariance is A(diag(n) - nn'/N)A with A = diag((1 - n/N)^-½); its trace is N.

    Args:
        sizes: how many rows each cluster has, shape (..., clusters).
    """
    rows = sizes.sum(-1)
    leverage = 1 / np.maximum(1 - sizes / rows[..., None], 1e-9)
    crossed = (leverage * sizes**2).sum(-1) ** 2 - ((leverage * sizes**2) ** 2).sum(-1)
    squared = (sizes**2).sum(-1) + crossed / rows**2
    found: Array = np.maximum(rows**2 / squared, 1.0)
    return found


def by_cluster(values: Array, labels: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Sums and sizes of each cluster, for one set of rows.

    Args:
        values: one a row.
        labels: which cluster each row is of, from 0.
    """
    count = int(labels.max()) + 1 if len(labels) else 0
    sizes = np.bincount(labels, minlength=count).astype(np.float64)
    sums = np.bincount(labels, weights=values, minlength=count).astype(np.float64)
    return sums, sizes
