"""HTML: the main text of a page by trafilatura, its headings as named places."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import Comment

from rag.errors import FileProblem
from rag.load.decode import decode
from rag.load.reading import Pen, Reading, tidy
from rag.load.table import write_inner_table

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_XML_HEAD = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_BODY = re.compile(r"<body[^>]{0,1000}>", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_LITTLE_MORE = 1.3
_DEEPEST = 100


def load_html(content: bytes, charset: str | None = None) -> Reading:
    """The main text of a web page, without menus, advertising and footers.

    Args:
        charset: what a server said of the encoding; else the page's own word counts.
    """
    from trafilatura.utils import load_html as parse

    text, note = html_text(content, charset)
    tree = parse(text)
    if tree is None:
        raise FileProblem("it is no web page: there is nothing to read in it")
    title = tree.findtext(".//title")
    reading = _main_text(text, title, note)
    if not reading.landmarks and tree.find(".//h2") is not None:
        # Where a page has no <article>, trafilatura finds its paragraphs without their headings.
        whole = _main_text(_as_article(text), title, note)
        if len(whole.text) < _LITTLE_MORE * len(reading.text):
            reading = whole
    if not reading.text.strip():
        reading = whole_page(text, title, note)
    if not reading.text.strip():
        raise FileProblem("there is no text in it: print it to PDF in a browser and add that")
    return reading


def _main_text(source: str, title: str | None, note: str) -> Reading:
    import trafilatura

    found = trafilatura.bare_extraction(
        source, include_comments=False, include_tables=True, favor_recall=True
    )
    pen = Pen()
    body = getattr(found, "body", None)
    if body is not None:
        _write(pen, body, 0)
    return pen.reading(title=title, note=note)


def _as_article(source: str) -> str:
    return _BODY_END.sub("</article></body>", _BODY.sub(r"\g<0><article>", source, count=1))


def html_text(content: bytes, charset: str | None = None) -> tuple[str, str]:
    """HTML's source as text, in the encoding that it names or that fits."""
    named = _CHARSET.search(content[:4096]) or _XML_CHARSET.match(content[:400])
    wanted = charset or (named.group(1).decode("ascii", "ignore") if named else "")
    try:
        text, note = content.decode(wanted or "utf-8").lstrip("\ufeff"), ""
    except (LookupError, UnicodeDecodeError):
        text, note = decode(content)
    return _XML_HEAD.sub("", text, count=1), note


def whole_page(source: str, title: str | None = None, note: str = "") -> Reading:
    """All of a page's text by inscriptis, for pages that have no main text to be told apart."""
    from inscriptis import get_annotated_text
    from inscriptis.model.config import ParserConfig

    rules = {f"h{level}": [str(level)] for level in range(1, 7)}
    found = get_annotated_text(source, ParserConfig(annotation_rules=rules))
    whole: str = found["text"]
    levels = {(start, end): int(level) for start, end, level in found["label"]}
    pen = Pen()
    at = 0
    for (start, end), level in sorted(levels.items()):
        _write_lines(pen, whole[at : max(start, at)])
        pen.heading(whole[start:end], level)
        at = max(end, at)
    _write_lines(pen, whole[at:])
    return pen.reading(title=title, note=note)


def _write_lines(pen: Pen, words: str) -> None:
    for line in words.split("\n"):
        pen.paragraph(line)


def _write(pen: Pen, parent: Any, depth: int) -> None:
    """What trafilatura found: heads, paragraphs, lists, tables, quotes."""
    for element in parent.iterchildren():
        if element.tag is Comment:
            continue
        if element.tag == "head":
            level = str(element.get("rend") or "h2")[-1]
            pen.heading(_words(element), int(level) if level.isdigit() else 2)
        elif element.tag == "table":
            rows = [
                [_words(cell) for cell in row.iterchildren("cell")] for row in element.iter("row")
            ]
            write_inner_table(pen, rows)
        elif element.tag == "code":
            for line in "".join(element.itertext()).split("\n"):
                pen.line(line)
            pen.gap()
        elif element.tag in {"list", "div", "body"} and depth < _DEEPEST:
            _write(pen, element, depth + 1)
        elif element.tag == "quote" and depth < _DEEPEST and len(element):
            _write_quote(pen, element, depth)
        else:
            pen.paragraph(_words(element))


def _write_quote(pen: Pen, element: Any, depth: int) -> None:
    pen.paragraph(element.text or "")
    _write(pen, element, depth + 1)


def _words(element: Any) -> str:
    for line_break in element.iter("lb"):
        line_break.text = " "
    return tidy("".join(element.itertext()))
