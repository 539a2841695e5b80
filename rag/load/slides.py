"""PowerPoint (.pptx): each slide a named place, with its title, texts, tables and notes."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from pptx import Presentation

from rag.load.reading import JOINT, Pen, Reading, path_of, tidy
from rag.load.table import write_inner_table

_DEEPEST = 20


def load_slides(content: bytes) -> Reading:
    """The text of a .pptx file."""
    deck = Presentation(BytesIO(content))
    pen = Pen()
    for number, slide in enumerate(deck.slides, start=1):
        title = slide.shapes.title
        words = tidy(title.text_frame.text) if title is not None else ""
        name = f"slide {number}"
        pen.mark(f"{name}{JOINT}{path_of([words])}" if words else name, kind="part")
        pen.paragraph(words)
        others = [one for one in slide.shapes if title is None or one.shape_id != title.shape_id]
        _write(pen, others, 0)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
                pen.paragraph(paragraph.text)
    return pen.reading(title=deck.core_properties.title)


def _write(pen: Pen, shapes: Iterable[Any], depth: int) -> None:
    for shape in shapes:
        if depth < _DEEPEST and hasattr(shape, "shapes"):
            _write(pen, shape.shapes, depth + 1)
        elif getattr(shape, "has_table", False):
            rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
            write_inner_table(pen, rows)
        elif shape.has_text_frame:
            for paragraph in shape.text_frame.paragraphs:
                pen.paragraph(paragraph.text.replace("\v", " "))
