"""A question that asks several things → the things that it asks, each to be answered by itself."""

from __future__ import annotations

import re

from rag.terms import STOP_WORDS

MOST = 3
_ASKS = r"(?:who|whom|whose|what|which|when|where|why|how)"
_AGAIN = re.compile(rf"[,;]?\s+(?:and|or|but)(?:\s+also)?\s+(?={_ASKS}\b)", re.IGNORECASE)
_OPENS = re.compile(
    rf"^(?:and|or|but|so|also)?\W*(?:(?:in|on|at|to|for|from|by|with|of|about)\s+)?(?:{_ASKS}|is|are|"
    r"was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_ADVERB = r"(?:when|where|why|how)"
_VERB = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
_BOTH = re.compile(rf"^({_ADVERB}),?\s+and\s+({_ADVERB})\s+({_VERB}\b.*)", re.IGNORECASE)
_AND_WHERE = re.compile(
    rf"^({_ADVERB})\s+({_VERB}\b.*?)[,;]?\s+and(?:\s+also)?\s+({_ADVERB})\W*$", re.IGNORECASE
)
_END = re.compile(r"(?<=\?)\s+")
_WORD = re.compile(r"\w+")
_ONLY_ASKING = STOP_WORDS | set(
    "know many much long often far old big many times kind sort".split()
)
_BREAKS_OFF = re.compile(rf"\b{_ASKS}(?:\s+(?:many|much|long|often|far))?\W*$", re.IGNORECASE)


def parts(question: str) -> tuple[str, ...]:
    """The questions in a question, in order: itself alone where it asks one thing.

    Two questions with a mark each, or one that goes on with "and who …". One that asks two
    things of the same ("When was it signed, and where?", "When and where was it signed?") is
    asked twice. A part that is too short to ask something of its own is none.
    """
    question = " ".join(question.split())
    asked = _END.split(question)
    if not all(one.endswith("?") and _is_whole(one) for one in asked):
        return _by_word(question) if len(asked) == 1 else (question,)
    found = [part for one in asked for part in _by_word(one)]
    return tuple(found) if len(found) <= MOST else (question,)


def _by_word(question: str) -> tuple[str, ...]:
    if twice := _BOTH.match(question):
        first, second, rest = twice.groups()
        return _asked_twice(first, second, rest)
    if twice := _AND_WHERE.match(question):
        first, rest, second = twice.groups()
        return _asked_twice(first, second, rest)
    pieces = _AGAIN.split(question)
    if 1 < len(pieces) <= MOST and all(map(_is_whole, pieces)):
        return tuple(f"{piece.rstrip(' ?,;')}?" for piece in pieces)
    return (question,)


def _asked_twice(first: str, second: str, rest: str) -> tuple[str, ...]:
    rest = rest.rstrip(" ?,;")
    return f"{first} {rest}?", f"{second.capitalize()} {rest}?"


def _is_whole(part: str) -> bool:
    words = [word for word in _WORD.findall(part.casefold()) if word not in _ONLY_ASKING]
    return bool(words and _OPENS.match(part) and not _BREAKS_OFF.search(part))
