"""What a small model's sentence has to be, beyond what the check asks of any sentence.

Such a model leaves out the words that answer, and speaks of the quotes instead of what they say.
Decision 12 tells where the bars come from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.terms import query_terms, terms

TOO_FAR = "it says it too differently from the quotes to be sure"
NO_ANSWER = "it leaves out the words that answer"
OF_ITSELF = "it speaks of the quotes, not of what they say"
OBJECTIONS = frozenset({TOO_FAR, NO_ANSWER, OF_ITSELF})
_SURE = 0.65
_QUOTES = re.compile(r"\bquotes?\b", re.IGNORECASE)


def objection(sentence: str, score: float, quotes: Sequence[str], answers: Sequence[str]) -> str:
    """Why a sentence that the check lets through is not good enough; "" where it is.

    Args:
        score: how sure the check is, in 0..1.
        quotes: what the sentence cites.
        answers: the words in each quote that answer, "" where they aren't known.
    """
    if _QUOTES.search(sentence) and not any(map(_QUOTES.search, quotes)):
        return OF_ITSELF
    if score < _SURE:
        return TOO_FAR
    return "" if _answers(sentence, answers) else NO_ANSWER


def _answers(sentence: str, answers: Sequence[str]) -> bool:
    """Whether it has at least half of the answering words of one of the quotes."""
    said = set(terms(sentence))
    known = [words for words in map(query_terms, answers) if words]
    return not known or any(2 * sum(w in said for w in words) >= len(words) for words in known)
