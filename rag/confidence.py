"""How likely it is that the documents answer a question, from what the search found.

A logistic regression over four numbers of the search. `bench/fit_confidence.py` fits it on
questions about SQuAD articles, asked of their own article and of others; it never sees the
shipped article or the articles that figures are reported on.
"""

from __future__ import annotations

import math

from rag.retrieve import Search

COEFFICIENTS = (10.0, 0.0, 2.0, 2.0)
INTERCEPT = -6.0


def features(search: Search) -> tuple[float, float, float, float]:
    """What tells an answerable question, each about 0..1.

    The best sentence's cosine; the highest cosine of any sentence; the share of the query's
    terms, by weight, that stand in the best sentence's passage; and in that sentence itself.
    """
    if not search.candidates:
        return (0.0, 0.0, 0.0, 0.0)
    best = search.candidates[0]
    return (
        best.similarity,
        max(one.similarity for one in search.candidates),
        search.weights.covered([best.passage.text]),
        search.weights.covered([best.text]),
    )


def confidence(search: Search) -> float:
    """The probability, in 0..1, that the documents answer the question."""
    if not search.candidates:
        return 0.0
    logit = INTERCEPT + sum(
        weight * value for weight, value in zip(COEFFICIENTS, features(search), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-logit))
