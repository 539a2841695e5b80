"""The reader's confidence and a language model's doubt → one probability.

Both say, in their own way, whether the quotes answer. Fitted by `bench/fit_doubt.py` on
articles that no figure is reported on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_CONFIDENCE, _DOUBT, _INTERCEPT = 1.061, -0.018, -0.271
NOT_FOUND_JOINED = 0.15
"""Under this, what the reader let through is refused after all; one in ninety of the fit's
answerable questions was."""


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
