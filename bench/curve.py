"""What a cost comes to at a size that wasn't measured: a power law over a constant.

A process weighs most of a gigabyte before it holds a passage. A plain power law, a straight line in
log-log, takes that for slow growth and says far too little beyond what was measured. So the
constant is fitted too: cost = c + a·sizeᵇ, by least squares of the logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import least_squares

_STEEPEST = 1.1
"""Nothing here grows faster than n log n; over the last decade that is an exponent of 1.08."""
_LEAST = 1e-6


def fitted(sizes: Sequence[float], costs: Sequence[float], wanted: float) -> float:
    """The cost at size `wanted`.

    Args:
        sizes: at least three sizes that were measured.
        costs: what each cost, in any unit.
        wanted: the size in question.
    """
    x = np.asarray(sizes, dtype=float) / max(sizes)
    y = np.maximum(np.asarray(costs, dtype=float), _LEAST)

    def cost(law: np.ndarray, at: np.ndarray | float) -> np.ndarray:
        constant, factor, power = law
        return np.asarray(constant + factor * np.power(at, power))

    found = least_squares(
        lambda law: np.log(cost(law, x)) - np.log(y),
        x0=[y.min() / 2, y.max() / 2, 0.8],
        bounds=([0, _LEAST / 2, 0], [y.min(), np.inf, _STEEPEST]),
        x_scale=[y.min(), y.max(), 1],
    )
    return float(cost(found.x, wanted / max(sizes)))
