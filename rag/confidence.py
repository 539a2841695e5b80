"""How likely it is that the documents answer a question, from what the search found.

A logistic regression on the highest cosine between the question and any sentence found.
`bench/fit_confidence.py` fits it on SQuAD articles, each asked its own questions and those
of others; it never sees the shipped article. The share of the question's words that were
found was tried too: it helps where a question repeats the document's words and harms where
it doesn't, as with a paraphrased text (docs/decisions/004).
"""

from __future__ import annotations

import math

from rag.retrieve import Search

SLOPE = 18.71
INTERCEPT = -8.70


def feature(search: Search) -> float:
    """The highest cosine of any sentence found, in -1..1; -1 where nothing was found."""
    return max((one.similarity for one in search.candidates), default=-1.0)


def confidence(search: Search) -> float:
    """The probability, in 0..1, that the documents answer the question."""
    return 1.0 / (1.0 + math.exp(-(SLOPE * feature(search) + INTERCEPT)))
