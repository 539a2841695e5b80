"""What a small model's sentence has to be, beyond what the check asks of any sentence.

Such a model leaves out the words that answer, says what the question supposes, and speaks of the
quotes instead of what they say. Decision 12 tells where the bars come from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.terms import query_terms, terms

TOO_FAR = "it says it too differently from the quotes to be sure"
NO_ANSWER = "it leaves out the words that answer"
SUPPOSED = "it says mostly what the question supposes"
OF_ITSELF = "it speaks of the quotes, not of what they say"
OBJECTIONS = frozenset({TOO_FAR, NO_ANSWER, SUPPOSED, OF_ITSELF})
_SURE = 0.65
_MOSTLY = 0.4
_QUOTES = re.compile(r"\bquotes?\b", re.IGNORECASE)


def objection(
    sentence: str, score: float, question: str, quotes: Sequence[str], answers: Sequence[str]
) -> str:
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
    if not _answers(sentence, answers):
        return NO_ANSWER
    return SUPPOSED if _share_of_question(sentence, question, quotes) >= _MOSTLY else ""


def _answers(sentence: str, answers: Sequence[str]) -> bool:
    """Whether it has at least half of the answering words of one of the quotes."""
    said = set(terms(sentence))
    known = [words for words in map(query_terms, answers) if words]
    return not known or any(2 * sum(w in said for w in words) >= len(words) for words in known)


def _share_of_question(sentence: str, question: str, quotes: Sequence[str]) -> float:
    """The share of its words that the question has and the quotes don't."""
    quoted = {term for quote in quotes for term in terms(quote)}
    asked = set(terms(question)) - quoted
    said = query_terms(sentence)
    return sum(term in asked for term in said) / max(len(said), 1)
