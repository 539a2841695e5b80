"""Statistics that are no mean of their rows: what each cluster moves when it is left out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from evals.statistics.clusters import Array, Estimates

Statistic = Callable[[npt.NDArray[np.bool_]], float | None]
"""From a mask of the clusters that are kept to the statistic, where it is defined."""


def jackknife(statistic: Statistic, clusters: int) -> tuple[Estimates, Array] | None:
    """An estimate from leaving out one cluster at a time (Efron & Stein, 1981).

    Returns:
        The estimate and its pseudo-values, one a cluster; None where the statistic isn't defined
        or hangs on one cluster alone.
    """
    everything = np.ones(clusters, dtype=np.bool_)
    whole = statistic(everything)
    if whole is None or clusters < 2:
        return None
    without = [statistic(_all_but(everything, number)) for number in range(clusters)]
    known = np.array([one for one in without if one is not None])
    if len(known) < clusters:
        return None
    found = left_out(whole, known)
    return found, clusters * whole - (clusters - 1) * known


def left_out(whole: float, without: Array) -> Estimates:
    """The estimate of a statistic from its values with one cluster left out, one a cluster."""
    clusters = len(without)
    spread = (clusters - 1) / clusters * ((without - without.mean()) ** 2).sum()
    value = np.array(whole)
    return Estimates(
        value=value, centre=value, error=np.sqrt(np.array(spread)), df=np.array(clusters - 1.0)
    )


def _all_but(mask: npt.NDArray[np.bool_], number: int) -> npt.NDArray[np.bool_]:
    kept = mask.copy()
    kept[number] = False
    return kept
