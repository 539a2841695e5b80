"""Sentences found → the one to three that are worth quoting.

A softmax over the sentences' scores says how likely each is to hold the answer. They are
quoted in that order until one of them almost surely does; a sentence that says nothing new
is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.retrieve import Candidate

MOST = 3
_TEMPERATURE = 0.11
_ENOUGH = 0.9
_LEAST = 0.05


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences to quote, in the order of their worth; none where there are none."""
    chosen: list[Candidate] = []
    reached = 0.0
    for candidate, share in zip(candidates, _shares(candidates), strict=True):
        if len(chosen) == MOST or (chosen and (reached >= _ENOUGH or share < _LEAST)):
            break
        if not any(_same(candidate.text, other.text) for other in chosen):
            chosen.append(candidate)
        reached += share
    return chosen


def _shares(candidates: Sequence[Candidate]) -> list[float]:
    if not candidates:
        return []
    top = candidates[0].score
    weights = [math.exp((one.score - top) / _TEMPERATURE) for one in candidates]
    total = sum(weights)
    return [weight / total for weight in weights]


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
