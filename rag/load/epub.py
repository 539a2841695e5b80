"""EPUB: a zip of XHTML chapters in the order that its package file gives (EPUB 3.3, W3C)."""

from __future__ import annotations

import posixpath
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from rag.errors import FileProblem
from rag.load.html import html_text, whole_page
from rag.load.reading import Reading
from rag.load.unzip import member
from rag.types import Landmark

_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
}
_ENCRYPTION = "META-INF/encryption.xml"


def load_epub(content: bytes) -> Reading:
    """The chapters of a book, one after the other, each with its headings.

    Raises:
        FileProblem: it is copy-protected, or no book.
    """
    with ZipFile(BytesIO(content)) as archive:
        package = _package(archive)
        root = _xml(member(archive, package))
        chapters = [
            whole_page(html_text(member(archive, name))[0])
            for name in _spine(archive, root, package)
        ]
    title = root.findtext(".//d:title", namespaces=_NAMES)
    book = _bound(chapters)
    if not book.text.strip():
        raise FileProblem("it holds no text: it may be a book of pictures")
    return Reading(text=book.text, title=(title or "").strip() or None, landmarks=book.landmarks)


def _bound(chapters: list[Reading]) -> Reading:
    """The chapters as one text; what stands before a chapter's first heading is named by it."""
    marks: list[Landmark] = []
    parts: list[str] = []
    length = 0
    for number, chapter in enumerate(chapters, start=1):
        if not chapter.text.strip():
            continue
        if not chapter.landmarks or chapter.landmarks[0].start > 0:
            marks.append(Landmark(start=length, name=f"part {number}", kind="part"))
        marks += [
            Landmark(start=length + mark.start, name=mark.name, kind=mark.kind)
            for mark in chapter.landmarks
        ]
        parts.append(chapter.text.rstrip("\n") + "\n\n")
        length += len(parts[-1])
    return Reading(text="".join(parts).rstrip("\n") + "\n", landmarks=tuple(marks))


def _package(archive: ZipFile) -> str:
    if _ENCRYPTION in archive.namelist() and b"EncryptedData" in member(archive, _ENCRYPTION):
        raise FileProblem("it is copy-protected: only books without such protection can be read")
    try:
        container = _xml(member(archive, "META-INF/container.xml"))
    except KeyError:
        raise FileProblem("it is no EPUB book, whatever its name says") from None
    rootfile = container.find(".//c:rootfile", _NAMES)
    path = rootfile.get("full-path") if rootfile is not None else None
    if not path or path not in archive.namelist():
        raise FileProblem("it is a damaged book: its table of parts is missing")
    return str(path)


def _spine(archive: ZipFile, root: Any, package: str) -> list[str]:
    """The chapters' names in reading order; the book's own table of contents left out."""
    base = posixpath.dirname(package)
    there = set(archive.namelist())
    items = {
        item.get("id"): item
        for item in root.iterfind(".//o:manifest/o:item", _NAMES)
        if "nav" not in (item.get("properties") or "").split()
    }
    names = []
    for reference in root.iterfind(".//o:spine/o:itemref", _NAMES):
        item = items.get(reference.get("idref"))
        if item is not None and "html" in (item.get("media-type") or ""):
            name = posixpath.normpath(posixpath.join(base, unquote(item.get("href") or "")))
            names += [name] if name in there else []
    return list(dict.fromkeys(names))


def _xml(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(content, parser)
