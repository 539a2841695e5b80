"""How likely it is that the documents answer a question.

Two logistic regressions. Where the reader has read: on the log-odds that any sentence answers,
all of them taken together, and on the question's words that stand near the best sentence
rather than in it; fitted by `bench/fit_reader.py` on three SQuAD 2.0 articles that the reader
was not trained on. Without the reader: on the highest cosine of any sentence, fitted by
`bench/fit_confidence.py` on SQuAD 1.1. Neither saw the shipped article.
"""

from __future__ import annotations

import math

from rag.retrieve import Search
from rag.terms import terms

_READ = (0.786, -1.975, -1.202)
_SEARCHED = (18.71, -8.70)
_UNLIKE = 0.2
"""A cosine far below that of any answerable question; the reader's word counts for nothing."""
NOT_FOUND_READ = 0.2
NOT_FOUND_SEARCHED = 0.25


def similarity(search: Search) -> float:
    """The highest cosine of any sentence found, in -1..1; -1 where nothing was found."""
    return max((one.similarity for one in search.candidates), default=-1.0)


def odds_of_any(search: Search) -> float | None:
    """The reader's log-odds that one of the sentences answers; None where nothing was read."""
    odds = [one.odds for one in search.candidates if one.odds is not None]
    if not odds:
        return None
    most = max(odds)
    return most + math.log(sum(math.exp(one - most) for one in odds))


def scattered(search: Search) -> float:
    """The share of the question's words, by weight, in the best sentence's passage but not in it.

    A passage that speaks of everything asked, though not in one place, often tells it of
    something else.
    """
    best = search.candidates[0]
    near = set(terms(best.passage.text)) - set(terms(best.text))
    idf = search.weights.idf
    return sum(idf[term] for term in idf if term in near) / (sum(idf.values()) or 1.0)


def confidence(search: Search) -> float:
    """The probability, in 0..1, that the documents answer the question."""
    odds, alike = odds_of_any(search), similarity(search)
    if odds is None or alike < _UNLIKE:
        slope, intercept = _SEARCHED
        return _logistic(slope * alike + intercept)
    by_odds, by_scattered, intercept = _READ
    return _logistic(by_odds * odds + by_scattered * scattered(search) + intercept)


def threshold(search: Search) -> float:
    """The confidence under which the documents don't say, for how this search was judged."""
    return NOT_FOUND_SEARCHED if odds_of_any(search) is None else NOT_FOUND_READ


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(value, 500.0), -500.0)))
