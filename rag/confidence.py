"""How likely it is that the documents answer a question.

Two logistic regressions. Where the reader has read: on its log-odds for the best sentence and
on the highest cosine of any sentence, fitted by `bench/fit_reader.py` on three SQuAD 2.0
articles that the reader was not trained on. Without the reader: on the cosine alone, fitted
by `bench/fit_confidence.py` on SQuAD 1.1. Neither saw the shipped article.
"""

from __future__ import annotations

import math

from rag.retrieve import Search

_READ = (0.72, 2.73, -1.83)
_SEARCHED = (18.71, -8.70)
NOT_FOUND_READ = 0.2
NOT_FOUND_SEARCHED = 0.25


def similarity(search: Search) -> float:
    """The highest cosine of any sentence found, in -1..1; -1 where nothing was found."""
    return max((one.similarity for one in search.candidates), default=-1.0)


def best_odds(search: Search) -> float | None:
    """The reader's highest log-odds for a sentence; None where nothing has been read."""
    return max((one.odds for one in search.candidates if one.odds is not None), default=None)


def confidence(search: Search) -> float:
    """The probability, in 0..1, that the documents answer the question."""
    odds = best_odds(search)
    if odds is None:
        slope, intercept = _SEARCHED
        return _logistic(slope * similarity(search) + intercept)
    by_odds, by_similarity, intercept = _READ
    return _logistic(by_odds * odds + by_similarity * similarity(search) + intercept)


def threshold(search: Search) -> float:
    """The confidence under which the documents don't say, for how this search was judged."""
    return NOT_FOUND_SEARCHED if best_odds(search) is None else NOT_FOUND_READ


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(value, 500.0), -500.0)))
