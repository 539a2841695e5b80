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
    r"""\b(
        it | its | itself | they | them | their | theirs | he | him | his | she | her | hers
      | this | these | those | such\ an? | else | others? | another | instead | too
      | the\ (first|second|third|last|other|former|latter|same)
      | (is|was|does|did|do|will|of|about|for|with|by|from|after|before|to|than|like)\ that
      | that\ (one|time|day|year|case|way|point|thing|place|person|idea|group)
      | (that|there) (?=\s*[?.!]*$)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_EXPLETIVE = re.compile(
    r"\b(is|was|does|would|will|can) it (true|possible|likely|clear|known|said)\b", re.IGNORECASE
)
_MORE = re.compile(r"\s+(else|another|(?<!\bthe )others?)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LONG = 200


def standalone(question: str, history: History = ()) -> str:
    """The question to search for: `question` itself, or read together with those before it."""
    question = " ".join(question.split())
    if not history or not leans(question):
        return question
    *earlier, (previous, _) = history
    before = standalone(previous, earlier)
    return f"{before} {question}".strip()


def readings(question: str, before: str = "") -> tuple[str, ...]:
    """The ways to read a question: by its own words, and with what it leans on after them."""
    own = _asking(" ".join(question.split()))
    return (own, f"{own} {before}") if before else (own,)


def own_words(question: str) -> str:
    """A question without the word that asks for more: "Who else paid?" is "Who paid?"."""
    return " ".join(_MORE.sub("", question).split())


def is_bare(question: str) -> bool:
    """Whether a question has no words but those that say how something is asked: "And why?"."""
    return not _content(question)


def asks_for_more(question: str) -> bool:
    """Whether something beside what was said is asked for."""
    return _MORE.search(question) is not None


def _asking(question: str) -> str:
    """The part of a long text that asks something; a short one, or one without, as it is."""
    asking = [one for one in _SENTENCE_END.split(question) if one.endswith("?")]
    return " ".join(asking) if asking and len(question) > _LONG else question


def leans(question: str) -> bool:
    """Whether a question can't be understood without the one before it."""
    if _OPENING.match(question):
        return True
    plain = _EXPLETIVE.sub(" ", question)
    if pointer := _POINTING_BACK.search(plain):
        return not _names_someone(plain[: pointer.start()])
    return len(_content(question)) <= 1


def _content(question: str) -> list[str]:
    return [word for word in _WORD.findall(question) if word.casefold() not in STOP_WORDS]


def _names_someone(words_before: str) -> bool:
    """Whether a name stands before a pronoun, which then most likely points to that name."""
    _, *words = [*_WORD.findall(words_before), ""]
    return any(word[:1].isupper() and word != "I" for word in words)
