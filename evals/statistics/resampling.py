"""Checks that assume no distribution: flipping signs, and drawing clusters again.

Neither decides a verdict. With few clusters the sign flips can't reach small chances and the
percentile bootstrap's interval is too short; both are shown beside it, as many expect them.
"""

from __future__ import annotations

import numpy as np

from evals.statistics.clusters import Array

EXACT_UP_TO = 14
"""As many clusters are flipped in every way: 2 to the 14th."""
_DRAWS = 9_999
_SEED = 20020


def sign_flip_p(sums: Array, *, seed: int = _SEED) -> float:
    """How often chance gives as large a sum, where each cluster's sign might be either.

    If two systems are the same, swapping them within a cluster changes nothing (Fisher, 1935).
    Exact for up to 14 clusters, else from 9,999 random flips, the one seen among them.

    Args:
        sums: differences summed by cluster, shape (clusters,).
    """
    moved = sums[sums != 0]
    if not len(moved):
        return 1.0
    seen = abs(moved.sum()) * (1 - 1e-9)
    if len(moved) <= EXACT_UP_TO:
        return float(np.mean(np.abs(_every_sign(len(moved)) @ moved) >= seen))
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (_DRAWS, len(moved)))
    return float((1 + np.sum(np.abs(signs @ moved) >= seen)) / (_DRAWS + 1))


def bootstrap_interval(
    sums: Array, sizes: Array, *, level: float = 0.95, seed: int = _SEED
) -> tuple[float, float]:
    """The percentile interval of the mean, whole clusters drawn with replacement.

    Args:
        sums: values summed by cluster, shape (clusters,).
        sizes: rows by cluster.
    """
    count = len(sums)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), _DRAWS)
    means = (drawn @ sums) / np.maximum(drawn @ sizes, 1e-12)
    low, high = np.quantile(means, [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)


def _every_sign(count: int) -> Array:
    numbers = np.arange(2**count)[:, None] >> np.arange(count)
    return np.where(numbers & 1, -1.0, 1.0)
