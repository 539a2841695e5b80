"""The lines of a PDF's page, with where they stand on it and which character each begins at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

SOFT = ("\u00ad", "\u2010")
"""Hyphens that stand at a line's end for typesetting alone."""
HARD = "\x02"
"""A hyphen at a line's end that may belong to the word. PDFium writes this for it, and for the
line's end after it."""
_SAMPLE_PAGES = 24
_MARGIN = 0.12
"""The share of a page, at its top and at its foot, in which running lines stand."""
_WIDE_GAP = 1.8
"""A gap in a line, in letter heights, that only a table's columns leave."""
_UNEVEN = 2.2
"""How many times wider than the narrowest gap of its line a gap between columns is."""
_DIGITS = re.compile(r"\d+")
_MOST_CHARACTERS = 2_000_000
"""How many characters of one page are read; no page that people read has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page. Measures are points, from the lower left corner."""

    text: str
    places: tuple[int, ...]
    """For each character of `text`, its number among the characters of the page."""
    left: float
    right: float
    middle: float
    size: float
    has_columns: bool


def page_lines(page: pypdfium2.PdfPage, running: frozenset[tuple[str, int]]) -> list[Line]:
    """The lines of a page in reading order, without its running head and foot."""
    text_page = page.get_textpage()
    try:
        height = page.get_height()
        lines = [line for pairs in _runs(text_page) if (line := _line(text_page, pairs))]
        return [line for line in lines if _mark(line, height) not in running]
    finally:
        text_page.close()


def running_lines(pdf: pypdfium2.PdfDocument) -> frozenset[tuple[str, int]]:
    """Lines in the margins that come again, digits aside, at one height of several pages."""
    count = len(pdf)
    if count < 2:
        return frozenset()
    step = max(1, count // _SAMPLE_PAGES)
    numbers = range(0, count, step)[:_SAMPLE_PAGES]
    seen: Counter[tuple[str, int]] = Counter()
    for number in numbers:
        page = pdf[number]
        height = page.get_height()
        marks = {
            _mark(line, height)
            for line in page_lines(page, frozenset())
            if not _MARGIN < line.middle / max(height, 1) < 1 - _MARGIN
        }
        seen.update(marks)
        page.close()
    least = max(2, len(numbers) // 8)
    return frozenset(mark for mark, times in seen.items() if times >= least)


def _mark(line: Line, height: float) -> tuple[str, int]:
    """What a running line is known by: its words, and where it stands, to three points."""
    from_edge = min(line.middle, height - line.middle)
    return _DIGITS.sub("#", line.text.strip()), round(from_edge / 3)


def _runs(text_page: pypdfium2.PdfTextPage) -> Iterator[list[tuple[str, int]]]:
    """The characters line by line, each with its number on the page."""
    run: list[tuple[str, int]] = []
    count = min(text_page.count_chars(), _MOST_CHARACTERS)
    high = 0
    for number in range(count):
        code = raw.FPDFText_GetUnicode(text_page.raw, number)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        letter = chr(code) if code < 0x110000 else "\ufffd"
        if letter in "\r\n":
            yield run
            run = []
        elif letter in (HARD, "\ufffe"):
            yield [*run, (HARD, number)]
            run = []
        else:
            run.append((letter, number))
    yield run


def _line(text_page: pypdfium2.PdfTextPage, run: Sequence[tuple[str, int]]) -> Line | None:
    """A line of what stands between two line ends; None where that is white space."""
    seen = [number for number, (letter, _) in enumerate(run) if not letter.isspace()]
    if not seen:
        return None
    pairs = run[seen[0] : seen[-1] + 1]
    first = text_page.get_charbox(pairs[0][1], loose=True)
    last = text_page.get_charbox(pairs[-1][1], loose=True)
    text = "".join(letter for letter, _ in pairs)
    size = max(first[3] - first[1], 1.0)
    return Line(
        text=text,
        places=tuple(number for _, number in pairs),
        left=first[0],
        right=last[2],
        middle=(first[1] + first[3]) / 2,
        size=size,
        has_columns=_has_columns(text_page, pairs, _WIDE_GAP * size),
    )


def _has_columns(
    text_page: pypdfium2.PdfTextPage, pairs: Sequence[tuple[str, int]], wide: float
) -> bool:
    """Whether a line is a table's: a gap is wide, and the line isn't only set to full measure.

    Setting to full measure makes all gaps of a line alike.
    """
    gaps = []
    for (_, before), (space, _), (_, after) in zip(pairs, pairs[1:], pairs[2:], strict=False):
        if space.isspace():
            end = text_page.get_charbox(before, loose=True)[2]
            gaps.append(text_page.get_charbox(after, loose=True)[0] - end)
    if not gaps or max(gaps) <= wide:
        return False
    words = "".join(letter for letter, _ in pairs).split()
    figures = sum(any(map(str.isdigit, word)) for word in words)
    is_uneven = max(gaps) > _UNEVEN * max(min(gaps), 0.1)
    return is_uneven or max(gaps) > 2 * wide or 2 * figures >= len(words)
