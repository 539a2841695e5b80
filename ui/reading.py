"""A stretch of a document as HTML, with the quotes of an answer lit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag import Document, Span
from ui.safe import text

WHOLE = 30_000
"""A document up to this many characters is shown whole."""
AROUND = 5_000
"""How much of a longer one is shown on each side of a quote."""
MOST = 400_000
"""How much of a document is sent at a time, whatever is asked for."""

_LINE = re.compile(r"[^\n]*\n?")
_SEAM = re.compile(r"\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A quote to be lit, and the words in it that answer."""

    number: int
    span: Span
    words: Span | None = None


def window(document: Document, *, start: int, end: int) -> Span:
    """The stretch of the document to show so that ``[start, end)`` is read with its neighbours."""
    length = len(document.text)
    if length <= WHOLE:
        return Span(start=0, end=length)
    start = min(max(start, 0), length)
    end = min(max(end, start), start + MOST, length)
    return stretch(document, start=start - AROUND, end=end + AROUND)


def stretch(document: Document, *, start: int, end: int) -> Span:
    """``[start, end)`` inside the document, widened a little so that no word is cut."""
    content = document.text
    start = min(max(start, 0), len(content))
    end = min(max(end, start), start + MOST + 2 * AROUND, len(content))
    return Span(start=_seam_before(content, start), end=_seam_after(content, end))


def document_html(content: str, shown: Span, lights: Sequence[Light], *, active: int = 0) -> str:
    """The paragraphs of ``content[shown]``; the quote numbered `active` is lit strongest.

    The words of the result are ``content[shown]`` to the letter: numbers are drawn by the
    style sheet, from an attribute.
    """
    lights = [light for light in lights if light.span.end > light.span.start]
    parts = []
    for line in _LINE.finditer(content, shown.start, shown.end):
        if line.end() > line.start():
            body = _line_html(content, Span(start=line.start(), end=line.end()), lights, active)
            gap = "" if line.group().strip() else ' class="gap"'
            parts.append(f'<p dir="auto"{gap}>{body}</p>')
    return "".join(parts)


def _line_html(content: str, line: Span, lights: Sequence[Light], active: int) -> str:
    here = [light for light in lights if _touch(light.span, line)]
    cuts = {line.start, line.end}
    for light in here:
        cuts |= {light.span.start, light.span.end}
        if light.words is not None:
            cuts |= {light.words.start, light.words.end}
    places = sorted(cut for cut in cuts if line.start <= cut <= line.end)
    return "".join(
        _piece(content, Span(start=start, end=end), here, active) for start, end in pairwise(places)
    )


def _piece(content: str, piece: Span, lights: Sequence[Light], active: int) -> str:
    words = text(piece.of(content))
    over = [light for light in lights if light.span.covers(piece)]
    if not over:
        return words
    numbers = " ".join(str(light.number) for light in over)
    begins = " ".join(str(light.number) for light in over if light.span.start == piece.start)
    lit = "lit on" if any(light.number == active for light in over) else "lit"
    if any(light.words is not None and light.words.covers(piece) for light in over):
        lit += " words"
    label = f' data-begins="{begins}"' if begins else ""
    return f'<mark class="{lit}" data-quote="{numbers}"{label}>{words}</mark>'


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _seam_before(content: str, place: int) -> int:
    """The start of the word that `place` stands in, if it is not far away."""
    for offset in range(place, max(place - 200, 0), -1):
        if _SEAM.match(content[offset - 1]):
            return offset
    return place if place > 200 else 0


def _seam_after(content: str, place: int) -> int:
    found = _SEAM.search(content, place, min(place + 200, len(content)))
    if found is not None:
        return found.end()
    return place if len(content) - place > 200 else len(content)
