"""Question + history → a question that stands alone.

A question leans on what was said before when it opens like a continuation, points back
with a pronoun, or names too little to be searched. It is then read together with the
question before, itself made to stand alone first.
"""

from __future__ import annotations

import re

from rag.terms import STOP_WORDS
from rag.types import History

_OPENING = re.compile(
    r"^(and|but|so|or|also|then|what about|how about|what else|who else|anything else|which one|"
    r"why (not|so|is that|was that)|how so|how come|in what way|for example|like what|such as|"
    r"tell me more|more|go on|really|are you sure)\b",
    re.IGNORECASE,
)
_POINTING_BACK = re.compile(
    r"\b(it|its|itself|they|them|their|theirs|he|him|his|she|her|hers|those|these|"
    r"the (first|second|third|last|other|former|latter|same)( one| ones)?|"
    r"(this|that)( one)?(?=\s*(\?|$|is|was|does|did|has|had|will|would|could|mean|happen\w*)\b)|"
    r"(this|that)(?=\s*[?.!]*$)|(of|about|for|with|by|from|after|before|to) (this|that)\b|"
    r"(this|that|such an?) (?!that\b)\w+|there(?=\s*[?.!]*$)|else|others?|another|instead|too)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(is|was|does|would|will|can) it (true|possible|likely|clear|known|said)\b", re.I
)
_WORD = re.compile(r"\w+")


def standalone(question: str, history: History = ()) -> str:
    """The question to search for: `question` itself, or read together with those before it."""
    question = " ".join(question.split())
    if not history or not leans(question):
        return question
    *earlier, (previous, _) = history
    before = standalone(previous, earlier)
    return f"{before} {question}".strip()


def leans(question: str) -> bool:
    """Whether a question can't be understood without the one before it."""
    if _OPENING.match(question):
        return True
    if _POINTING_BACK.search(_EXPLETIVE.sub(" ", question)):
        return not _names_someone_first(question)
    content = [word for word in _WORD.findall(question) if word.casefold() not in STOP_WORDS]
    return len(content) <= 1


def _names_someone_first(question: str) -> bool:
    """Whether a name stands before the pronoun, which then most likely points to that name."""
    pronoun = _POINTING_BACK.search(_EXPLETIVE.sub(" ", question))
    words = list(_WORD.finditer(question))[1:]
    return pronoun is not None and any(
        word.group()[0].isupper() and word.group() != "I" and word.end() <= pronoun.start()
        for word in words
    )
