"""The lines of pages → paragraphs: what stands between a line and the next.

PDFium knows letters and places, not paragraphs. Where one ends is judged by distance, size,
indent and by how far a line goes; a hyphen at a line's end by the document's other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal

from rag.load.pdflines import HARD, SOFT, Line
from rag.load.reading import tidy

LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}
_BULLET = re.compile(r"(?:[•‣▪●○◦–—*·-]|\(?\d{1,3}[.)]|\(?[a-z][.)]) ")
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*\d{0,3}$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
Joint = Literal[" ", "", "-", "\n\n"]


def joined(pages: Sequence[Sequence[Line]]) -> tuple[str, list[int]]:
    """The text of all pages, and where in it each begins."""
    words = _Words(line.text for lines in pages for line in lines)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    last: Line | None = None
    for lines in pages:
        joints = _joints(lines, words)
        for number, line in enumerate(lines):
            if number:
                joint: Joint = joints[number - 1]
            elif last is None:
                joint = ""
            else:
                joint = _over(last, line, words)
            if last is not None:
                parts.append(joint)
                length += len(joint)
            if number == 0:
                starts.append(length)
            plain = _plain(line.text)
            parts.append(plain)
            length += len(plain)
            last = line
        if not lines:
            starts.append(length)
    return "".join(parts) + "\n", starts


def _plain(text: str) -> str:
    """A line's words; the hyphen at its end is left to its joint."""
    if text.endswith((HARD, *SOFT)):
        text = text[:-1]
    return "".join(LIGATURES.get(letter, letter) for letter in tidy(text))


def _joints(lines: Sequence[Line], words: _Words) -> list[Joint]:
    """What stands between each line and the next."""
    drops = [one.middle - next_.middle for one, next_ in pairwise(lines)]
    usual = median([drop for drop in drops if drop > 1] or [12.0])
    edges = _right_edges(lines)
    return [
        _joint(one, next_, drop / usual, edges[_lane(one)], words)
        for (one, next_), drop in zip(pairwise(lines), drops, strict=True)
    ]


def _lane(line: Line) -> int:
    return round(line.left / 30)


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """How far to the right the lines go that begin at about one place."""
    furthest: dict[int, float] = {}
    for line in lines:
        lane = _lane(line)
        furthest[lane] = max(furthest.get(lane, 0.0), line.right)
    return {
        lane: max(furthest.get(near, 0.0) for near in (lane - 1, lane, lane + 1))
        for lane in furthest
    }


def _joint(one: Line, next_: Line, drop: float, edge: float, words: _Words) -> Joint:  # noqa: PLR0911
    if drop < -1 or drop > 8:
        return _over(one, next_, words)
    if drop > 1.4 or not 0.87 < next_.size / one.size < 1.15:
        return "\n\n"
    if one.has_columns or next_.has_columns or _BULLET.match(next_.text):
        return "\n\n"
    width = max(edge - one.left, 1.0)
    missing = (edge - one.right) / width
    if missing > 0.08 and _ENDS.search(one.text):
        return "\n\n"
    if missing > 0.45 and not one.text.endswith((HARD, *SOFT)):
        return "\n\n"
    indent = (next_.left - one.left) / one.size
    if 0.7 < indent < 4 and _ENDS.search(one.text) and not _BULLET.match(one.text):
        return "\n\n"
    return words.joint(one.text, next_.text)


def _over(one: Line, next_: Line, words: _Words) -> Joint:
    """Between the foot of a column or page and the head of the next."""
    goes_on = next_.text[:1].islower() or (
        not _ENDS.search(one.text) and 0.9 < next_.size / one.size < 1.1
    )
    if one.text.endswith((HARD, *SOFT)) or (goes_on and not one.has_columns):
        return words.joint(one.text, next_.text)
    return "\n\n"


class _Words:
    """What a document's own words say about a hyphen at the end of a line."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._known: set[str] = set()
        ends = count = 0
        for line in lines:
            count += 1
            ends += line.endswith((HARD, *SOFT))
            inner = line[:-1] if line.endswith((HARD, *SOFT)) else line
            self._known.update(word.casefold() for word in _WORD.findall(inner))
        self._hyphenates = ends > 0.04 * count

    def joint(self, one: str, next_: str) -> Joint:
        """A space, or what becomes of the hyphen: kept where it is part of the word."""
        if one.endswith(SOFT):
            return ""
        if not one.endswith(HARD):
            return "" if one.endswith(("-", "/")) and next_[:1].islower() else " "
        before = _WORD.findall(one[:-1])[-1:] or [""]
        after = _WORD.findall(next_)[:1] or [""]
        first, second = before[0].casefold(), after[0].casefold()
        if not next_[:1].islower() or f"{first}-{second}" in self._known:
            return "-"
        if first + second in self._known:
            return ""
        apart = first in self._known and second in self._known and len(second) > 2
        return "-" if apart or not self._hyphenates else ""
