"""The reader's confidence and a language model's doubt → one probability.

Both say, in their own way, whether the quotes answer. Fitted by `bench/fit_doubt.py` on
articles that no figure is reported on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_CONFIDENCE, _DOUBT, _INTERCEPT = 0.961, -0.195, -0.977


@dataclass(frozen=True, slots=True)
class Doubt:
    """How probable it is, in 0..1, that a model would say that the quotes don't answer."""

    probability: float


def joined(confidence: float, doubt: Doubt) -> float:
    """The probability, in 0..1, that the quotes answer."""
    value = _CONFIDENCE * _logit(confidence) + _DOUBT * _logit(doubt.probability) + _INTERCEPT
    return 1.0 / (1.0 + math.exp(-value))


def _logit(probability: float) -> float:
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
