"""What the reader is shown of a text, and care for characters that would be split or refused."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def readable(text: str) -> str:
    """`text`, as long, with lone surrogates replaced: they have no UTF-8 form."""
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


def headed(text: str, title: str) -> tuple[str, int]:
    """`text` with its document's title before it, and by how much that moves it.

    A passage that says "he" or "the film" tells of whom only together with its title.
    """
    before = f"{title}: " if title else ""
    return before + text, len(before)


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
