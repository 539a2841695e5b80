"""Footnote markers in a text → sentences and the numbers that they cite. Pure.

A model's text comes in pieces of any length, and a marker may be split between two of them,
so sentences are cut from what has come so far, and the rest waits. Each character is looked
at a fixed number of times: brackets without end cost no more than other letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_ENDS = ".!?。！？؟"
_CLOSERS = "\"'”’)»"
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st gen col lt capt sgt no nos vs etc e.g i.e u.s u.k u.n d.c "
    "approx est fig vol inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_LONGEST_MARKER = 24
_REMEMBERED = 200
"""How many letters before a space are looked at to tell whether a sentence has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sentence as it was written: its words without markers, and the numbers in these."""

    text: str
    numbers: tuple[int, ...]


class Drafts:
    """Cuts a text that comes in pieces into drafts."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._tail = ""

    def feed(self, piece: str) -> Iterator[Draft]:
        """The sentences that `piece` completes."""
        for letter in piece:
            if letter == "\n" or self._begins_anew(letter):
                yield from self.finish()
            self._waiting.append(letter)
            self._tail = (self._tail + letter)[-_REMEMBERED:]

    def finish(self) -> Iterator[Draft]:
        """The sentence that still waits, where there is one."""
        whole = "".join(self._waiting)
        self._waiting.clear()
        self._tail = ""
        draft = parse(whole)
        if any(letter.isalnum() for letter in draft.text):
            yield draft

    def _begins_anew(self, letter: str) -> bool:
        """Whether a letter after white space opens a sentence: the one before has ended."""
        if letter.isspace() or letter in "[]" or not self._tail[-1:].isspace():
            return False
        ended = _without_trailing_markers(self._tail.rstrip()).rstrip(_CLOSERS)
        if ended[-1:] not in _ENDS or not ended:
            return False
        if letter.islower():
            return False
        last = ended[:-1].split()[-1:] or [""]
        word = last[0].strip("(\"'“‘").casefold()
        return ended[-1] != "." or (word not in _ABBREVIATIONS and not _is_initial(last[0]))


def parse(sentence: str) -> Draft:
    """One sentence's words without its markers, and the numbers that these hold, in order."""
    words: list[str] = []
    numbers: list[int] = []
    place = 0
    while place < len(sentence):
        found = _marker(sentence, place) if sentence[place] == "[" else None
        if found is None:
            words.append(sentence[place])
            place += 1
        else:
            inside, place = found
            numbers += inside
    return Draft(text=_tidy("".join(words)), numbers=tuple(dict.fromkeys(numbers)))


def _marker(text: str, start: int) -> tuple[list[int], int] | None:
    """The numbers of a marker that opens at `start`, and where it ends; None: it is none."""
    end = text.find("]", start, start + _LONGEST_MARKER)
    if end < 0:
        return None
    parts = text[start + 1 : end].replace(";", ",").split(",")
    if not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        return None
    return [int(part) for part in parts], end + 1


def _without_trailing_markers(text: str) -> str:
    while text.endswith("]") and (start := text.rfind("[")) >= 0 and _marker(text, start):
        text = text[:start].rstrip()
    return text


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _tidy(text: str) -> str:
    """White space made single, and none left before the mark that ends a sentence."""
    text = " ".join(text.split())
    for mark in (".", ",", ";", ":", "!", "?"):
        text = text.replace(f" {mark}", mark)
    return text.removeprefix("- ").removeprefix("* ")
