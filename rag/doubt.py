"""The reader's confidence and a language model's own doubt → one probability.

Both say, in their own way, whether the quotes answer. The weights were fitted by
`bench/fit_doubt.py` on articles that no figure is reported on.
"""

from __future__ import annotations

import math

_CONFIDENCE, _DOUBT, _INTERCEPT = 0.9, -0.45, -0.25
DECLINED = 0.9
"""The doubt of a model that was asked to write and took the way out."""


def joined(confidence: float, doubt: float | None) -> float:
    """The probability, in 0..1, that the quotes answer; `confidence` alone where doubt is None."""
    if doubt is None:
        return confidence
    value = _CONFIDENCE * _logit(confidence) + _DOUBT * _logit(doubt) + _INTERCEPT
    return 1.0 / (1.0 + math.exp(-value))


def _logit(probability: float) -> float:
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
