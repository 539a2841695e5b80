"""What was found about a sentence → how likely it is that the quotes support it.

A logistic regression, fitted by `bench/fit_check.py` on articles and rows that are neither
trained on nor reported on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

THRESHOLD = 0.5
"""Flags six in a hundred of the supported sentences that the fit was made on."""
WEIGHTS = (0.191, 0.875, 0.0, -3.0, -3.0, -3.0, -3.112, -3.0)
OFFSET = 1.169
UNREAD = (0.0, -3.0, -3.0, -3.0, -3.0, -3.0)
UNREAD_OFFSET = 0.824


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the parts of the check say: log-odds, a share in 0..1, and yes or no for the rules."""

    best: float = 0.0
    """The trained part's log-odds for the quote, or for all of them, that entails it most."""
    joined: float = 0.0
    """The same for all quotes read together."""
    covered: float = 0.0
    """The share of the sentence's telling words that the quotes have."""
    polarity: bool = False
    comparison: bool = False
    attribution: bool = False
    role: bool = False
    value: bool = False

    def numbers(self) -> tuple[float, ...]:
        """In the order of `WEIGHTS`."""
        flags = (self.polarity, self.comparison, self.attribution, self.role, self.value)
        return (_held(self.best), _held(self.joined), self.covered, *map(float, flags))


LIKELY = (0.18, 1.58, 5.43)
LIKELY_OFFSET = -5.26
"""Fitted on 98 sentences of a small model that were judged by hand (docs/evaluation.md)."""


def likely(verdict: float, pairs: float, cosine: float) -> float:
    """The probability of support, from what the check says and from how alike the texts are.

    The check is right about what it looks for; how far a sentence has gone from its quotes
    tells how much else may be wrong with it.

    Args:
        verdict: what `score` gave.
        pairs: the share of the sentence's neighbouring words that the quotes have.
        cosine: of the sentence to the nearest quote.
    """
    kept = min(max(verdict, 0.018), 0.982)
    by_verdict, by_pairs, by_cosine = LIKELY
    return _logistic(
        by_verdict * math.log(kept / (1 - kept))
        + by_pairs * pairs
        + by_cosine * cosine
        + LIKELY_OFFSET
    )


def _held(odds: float) -> float:
    return max(-8.0, min(8.0, odds))


def score(signs: Signs, *, read: bool) -> float:
    """The probability of support; without the trained part (`read` is false) by the rules alone."""
    numbers = signs.numbers()
    if read:
        return _logistic(OFFSET + sum(w * x for w, x in zip(WEIGHTS, numbers, strict=True)))
    return _logistic(UNREAD_OFFSET + sum(w * x for w, x in zip(UNREAD, numbers[2:], strict=True)))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, value))))
