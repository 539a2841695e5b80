"""What a loader makes of a file's bytes, and the pen that it writes the text with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Landmark, LandmarkKind

_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST_NAME = 60
JOINT = " › "


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file's text with its named places. `title` is None where the file names none."""

    text: str
    title: str | None = None
    landmarks: tuple[Landmark, ...] = ()
    note: str = ""
    pictures: int = 0
    """How many of its pages are pictures without text."""


class Pen:
    """Writes a text block by block and notes where its named places begin."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._is_apart = True
        self._landmarks: list[Landmark] = []
        self._headings: list[tuple[int, str]] = []

    def paragraph(self, words: str) -> None:
        """A block of its own, with a blank line after it; nothing where it has no words."""
        self._write(tidy(words), "\n\n")

    def line(self, words: str) -> None:
        """A line that the next one follows closely: an item of a list, a row of a table."""
        self._write(tidy(words), "\n")

    def gap(self) -> None:
        """A blank line after what was written last."""
        if self._parts and not self._is_apart:
            self._append("\n")
            self._is_apart = True

    def heading(self, words: str, level: int) -> None:
        """A heading: it names what follows, below those of higher levels."""
        words = tidy(words)
        if not words:
            return
        self.gap()
        self._headings = [one for one in self._headings if one[0] < level]
        self._headings.append((level, words))
        self.mark(path_of([name for _, name in self._headings]), kind="heading")
        self._write(words, "\n\n")

    def mark(self, name: str, *, page: int | None = None, kind: LandmarkKind = "stretch") -> None:
        """Name the place that begins here."""
        self._landmarks.append(Landmark(start=self._length, name=name, page=page, kind=kind))

    def reading(self, *, title: str | None = None, note: str = "") -> Reading:
        """All that was written."""
        text = "".join(self._parts)
        end = len(text.rstrip("\n"))
        kept = f"{text[:end]}\n" if end else ""
        marks = tuple(mark for mark in self._landmarks if mark.start <= len(kept))
        title = tidy(title) if title else None
        return Reading(text=kept, title=title or None, landmarks=marks, note=note)

    def _write(self, words: str, end: str) -> None:
        if words:
            self._append(words + end)
            self._is_apart = end == "\n\n"

    def _append(self, piece: str) -> None:
        self._parts.append(piece)
        self._length += len(piece)


def tidy(words: str) -> str:
    """Words on one line: white space made single, characters that no text can hold left out."""
    return _SPACES.sub(" ", _UNWRITABLE.sub("", words)).strip()


def path_of(names: Sequence[str]) -> str:
    """Headings from the highest to the lowest, as the name of a place."""
    return JOINT.join(
        name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
        for name in names
    )
