"""Care for characters: what the tokenizer can't take, and spans that would split a letter."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def readable(text: str) -> str:
    """`text`, as long, with lone surrogates replaced: they have no UTF-8 form."""
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


def whole_letters(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) grown over marks that belong to its first and last letter."""
    while 0 < start < end and _continues(text, start):
        start -= 1
    while start < end < len(text) and _continues(text, end):
        end += 1
    return start, end


def _continues(text: str, place: int) -> bool:
    letter = text[place]
    return unicodedata.category(letter).startswith("M") or _JOINER in (letter, text[place - 1])
