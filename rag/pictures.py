"""A document's page as a picture: from the home's copy of its file, drawn in a reader process."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import FileProblem
from rag.load import worker
from rag.originals import Originals
from rag.types import Box, Document, PagePicture, Span

_SECONDS = 30.0
_NARROWEST, _WIDEST = 100, 3000


def page_picture(
    document: Document, page: int, lit: Sequence[Span], width: int, originals: Originals
) -> PagePicture:
    """Draw a page, and tell where on it the words of each stretch stand.

    Raises:
        FileProblem: there is no copy of the file, no such page, or it can't be drawn.
    """
    if not 1 <= page <= len(document.pages):
        raise FileProblem(f"{document.title}: it has no page {page} that can be shown")
    shown = document.pages[page - 1]
    try:
        head, png = worker.call(
            "rag.load.picture:draw",
            originals.read(document.original),
            seconds=_SECONDS,
            page=page,
            text=shown.of(document.text),
            quotes=[_on_page(one, shown) for one in lit],
            width=min(max(width, _NARROWEST), _WIDEST),
        )
    except FileProblem as problem:
        raise FileProblem(f"{document.title}: {problem}") from None
    return PagePicture(
        page=page,
        png=png,
        width=head["width"],
        height=head["height"],
        boxes=tuple(
            tuple(Box(left=x, top=y, width=w, height=h) for x, y, w, h in found)
            for found in head["boxes"]
        ),
    )


def _on_page(one: Span, shown: Span) -> tuple[int, int]:
    """A stretch of the document as one of the page's text; empty where it stands elsewhere."""
    start = min(max(one.start, shown.start), shown.end)
    end = min(max(one.end, start), shown.end)
    return start - shown.start, end - shown.start
