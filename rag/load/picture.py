"""A page of a PDF as a picture, and where on it the words of a quote stand."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref, c_double, c_int
from io import BytesIO
from typing import Any

import pypdfium2
from pypdfium2 import raw

from rag.errors import FileProblem
from rag.load.paragraphs import LIGATURES
from rag.load.pdf import open_pdf
from rag.load.pdflines import HARD, SOFT, page_lines, running_lines
from rag.load.reading import tidy

_TALLEST = 3.0
"""How many times taller than wide a picture is at most."""
_HYPHENS = frozenset(("-", HARD, *SOFT))
_FINE = 1 << 16
"""PDFium gives places on a picture in whole numbers; one this large makes them fine enough."""


def draw(
    content: bytes, *, page: int, text: str, quotes: Sequence[Sequence[int]], width: int
) -> tuple[dict[str, Any], bytes]:
    """Draw one page of a PDF.

    Args:
        page: its number, from 1.
        text: what the document's text has of this page.
        quotes: pairs of offsets into `text`.
        width: of the picture, in pixels.

    Returns:
        A head and a PNG. The head's ``boxes`` has a list for each quote: left, top, width and
        height of each box, as shares of the picture. Words are found by their place among the
        page's letters; where these are not the letters of `text`, there is no box.

    Raises:
        FileProblem: it has no such page, or can't be read.
    """
    pdf = open_pdf(content)
    try:
        if not 1 <= page <= len(pdf):
            raise FileProblem(f"it has {len(pdf)} pages, not {page}")
        drawn = pdf[page - 1]
        places = _places(pdf, drawn, text)
        boxes = [_boxes(drawn, places, text, quote) for quote in quotes]
        wide, high = drawn.get_size()
        scale = min(width / max(wide, 1), _TALLEST * width / max(high, 1))
        picture = drawn.render(scale=scale).to_pil().convert("RGB")
    finally:
        pdf.close()
    file = BytesIO()
    picture.save(file, "PNG")
    return {"boxes": boxes, "width": picture.width, "height": picture.height}, file.getvalue()


def _places(pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: str) -> list[int]:
    """For each letter of `text`, without spaces and hyphens, its number on the page."""
    found = [
        (letter, number)
        for line in page_lines(page, running_lines(pdf))
        for written, number in zip(line.text, line.places, strict=True)
        for letter in letters(written)
    ]
    there = "".join(letter for letter, _ in found)
    wanted = letters(text)
    begin = there.find(wanted)
    if begin < 0 or not wanted:
        return []
    return [number for _, number in found[begin : begin + len(wanted)]]


def letters(text: str) -> str:
    """What of a text stays the same however its lines are broken."""
    return "".join(
        LIGATURES.get(letter, letter) for letter in text if letter not in _HYPHENS and tidy(letter)
    )


def _boxes(
    page: pypdfium2.PdfPage, places: Sequence[int], text: str, quote: Sequence[int]
) -> list[list[float]]:
    begin, end = quote
    first, last = len(letters(text[:begin])), len(letters(text[:end]))
    numbers = places[first:last]
    if not numbers:
        return []
    text_page = page.get_textpage()
    try:
        boxes = []
        for start, stop in _unbroken(numbers):
            count = raw.FPDFText_CountRects(text_page.raw, start, stop - start)
            boxes += [_box(page, text_page, number) for number in range(max(count, 0))]
        return _by_line(boxes)
    finally:
        text_page.close()


def _by_line(boxes: Sequence[Sequence[float]]) -> list[list[float]]:
    """Boxes of words that follow each other on one line, made one."""
    lines: list[list[float]] = []
    for x, y, wide, high in boxes:
        if lines:
            left, top, width, height = lines[-1]
            shared = min(top + height, y + high) - max(top, y)
            gap = x - (left + width)
            if shared > 0.3 * min(height, high) and -0.005 < gap < 0.03:
                low, foot = min(top, y), max(top + height, y + high)
                lines[-1] = [left, low, x + wide - left, foot - low]
                continue
        lines.append([x, y, wide, high])
    return lines


def _unbroken(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ranges of the page's characters; a line that was left out of the text breaks one."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        # Spaces and hyphens are not among the letters, so a small step is none.
        if runs and 0 <= number - runs[-1][1] < 8:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs


def _box(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, number: int) -> list[float]:
    left, top, right, bottom = c_double(), c_double(), c_double(), c_double()
    raw.FPDFText_GetRect(
        text_page.raw, number, byref(left), byref(top), byref(right), byref(bottom)
    )
    one = _on_picture(page, left.value, top.value)
    other = _on_picture(page, right.value, bottom.value)
    x, y = min(one[0], other[0]), min(one[1], other[1])
    return [x, y, abs(one[0] - other[0]), abs(one[1] - other[1])]


def _on_picture(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A place of the page as shares of its picture, which may be turned or cut to size."""
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, byref(across), byref(down))
    return across.value / _FINE, down.value / _FINE
