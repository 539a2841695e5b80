"""PDF: text by page, by PDFium, the engine of Chrome; running heads and feet are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypdfium2
from pypdfium2 import raw

from rag.errors import FileProblem
from rag.load.paragraphs import joined
from rag.load.pdflines import Line, page_lines, running_lines
from rag.load.reading import Reading, tidy
from rag.types import Landmark

MOST_PAGES = 20_000
_MOST_LETTERS = 50_000_000
_BY_PROGRAM = re.compile(r"^Microsoft (?:Word|PowerPoint|Excel) - ")
_FILE_NAME = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_UNNAMED = re.compile(r"(?:untitled|unknown|document\d*|about:blank)$", re.IGNORECASE)


def load_pdf(content: bytes, *, recognise: bool = False) -> Reading:
    """The text of a PDF, each page a named place.

    Args:
        recognise: whether pages that are pictures are read by character recognition.

    Raises:
        FileProblem: it is encrypted or damaged, or holds nothing.
    """
    pdf = open_pdf(content)
    try:
        return _read(pdf, recognise)
    except pypdfium2.PdfiumError as error:
        raise FileProblem(f"it is damaged ({error}): open it and save it anew") from None
    finally:
        pdf.close()


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """The PDF of these bytes.

    Raises:
        FileProblem: it is encrypted, or no PDF that can be read.
    """
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise FileProblem(
                "it is encrypted: open it with its password and save a copy without one"
            ) from None
        raise FileProblem("it is damaged or no PDF: open it and save it anew") from None
    if len(pdf) > MOST_PAGES:
        raise FileProblem(f"it has {len(pdf):,} pages, the limit is {MOST_PAGES:,}: split it")
    return pdf


def _read(pdf: pypdfium2.PdfDocument, recognise: bool) -> Reading:
    running = running_lines(pdf)
    pages: list[list[Line]] = []
    pictures: list[int] = []
    letters = 0
    for number in range(len(pdf)):
        page = pdf[number]
        lines = page_lines(page, running)
        if not lines and _has_picture(page):
            pictures.append(number + 1)
            lines = _recognised(page) if recognise else []
        pages.append(lines)
        page.close()
        letters += sum(len(line.text) for line in lines)
        if letters > _MOST_LETTERS:
            raise FileProblem("it has more text than a book shelf: split it")
    text, starts = joined(pages)
    return Reading(
        text=text,
        title=_title(pdf),
        landmarks=tuple(
            Landmark(start=start, name=f"page {number}", page=number)
            for number, start in enumerate(starts, start=1)
        ),
        note=_note(pictures, recognise),
        pictures=len(pictures),
    )


def _title(pdf: pypdfium2.PdfDocument) -> str | None:
    """What the file says that it is called, unless that is what its program put there."""
    title = _BY_PROGRAM.sub("", tidy(pdf.get_metadata_value("Title")))
    return None if not title or _FILE_NAME.search(title) or _UNNAMED.match(title) else title


def _recognised(page: pypdfium2.PdfPage) -> list[Line]:
    from rag.load.ocr import recognised_lines

    return recognised_lines(page)


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _note(pictures: Sequence[int], recognise: bool) -> str:
    if not pictures:
        return ""
    some = ", ".join(map(str, pictures[:5])) + (" …" if len(pictures) > 5 else "")
    pages = f"pages {some} are pictures" if pictures[1:] else f"page {some} is a picture"
    return f"{pages}, read by character recognition" if recognise else f"{pages} without text"
