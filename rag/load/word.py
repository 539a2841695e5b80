"""Word (.docx): paragraphs, tables, headings, footnotes; what was struck out is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.table import Table
from docx.text.paragraph import Paragraph

from rag.load.reading import Pen, Reading
from rag.load.table import write_inner_table

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_SKIPPED = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:rPr", "w:pPr")))
_BREAKS = frozenset(map(qn, ("w:tab", "w:br", "w:cr", "w:ptab")))
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_DEEPEST = 40
_CELL = qn("w:tc")


def load_word(content: bytes) -> Reading:
    """The text of a .docx file."""
    document = docx.Document(BytesIO(content))
    pen = Pen()
    title = document.core_properties.title
    for block in _blocks(document.element.body, document, 0):
        if isinstance(block, Table):
            _write_table(pen, block)
            continue
        words = _words(block._p)
        style = _style(block)
        heading = _HEADING.match(style)
        if style == "Title" and words.strip():
            title = title or words
            pen.paragraph(words)
        elif heading:
            pen.heading(words, int(heading.group(1)))
        else:
            pen.paragraph(words)
    _write_notes(pen, document)
    return pen.reading(title=title)


def _blocks(parent: Any, owner: Any, depth: int) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables in order, those in content controls too."""
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield Paragraph(child, owner)
        elif child.tag == qn("w:tbl"):
            yield Table(child, owner)
        elif depth < _DEEPEST and child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")}:
            yield from _blocks(child, owner, depth + 1)


def _words(paragraph: Any) -> str:
    parts: list[str] = []
    for element in _kept(paragraph, 0):
        if element.tag == qn("w:t"):
            parts.append(element.text or "")
        elif element.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif element.tag in _BREAKS:
            parts.append(" ")
    return "".join(parts)


def _kept(element: Any, depth: int) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag not in _SKIPPED:
            yield child
            if depth < _DEEPEST:
                yield from _kept(child, depth + 1)


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return (style.name if style is not None else "") or ""


def _write_table(pen: Pen, table: Table) -> None:
    rows = [
        [" ".join(_words(one) for one in cell.iter(qn("w:p"))) for cell in row.iterchildren(_CELL)]
        for row in table._tbl.iterchildren(qn("w:tr"))
    ]
    write_inner_table(pen, rows)


def _write_notes(pen: Pen, document: Any) -> None:
    """Footnotes, which stand in a part of their own."""
    parts = [
        one.target_part
        for one in document.part.rels.values()
        if one.reltype == _NOTES and not one.is_external
    ]
    for part in parts[:1]:
        notes = [
            (note.get(qn("w:id")), " ".join(_words(one) for one in note.iter(qn("w:p"))))
            for note in parse_xml(part.blob).iterchildren(qn("w:footnote"))
            if note.get(qn("w:type")) is None
        ]
        if notes:
            pen.heading("Footnotes", 1)
        for _, words in notes:
            pen.paragraph(words)
