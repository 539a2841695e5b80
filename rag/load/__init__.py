"""File → Document. The text is written once; all offsets refer to that text for ever.

A loader (`rag.load.pdf`, `.word`, `.sheets`, …) turns a file's bytes into a `Reading`: a text,
its title and its named places. A new kind of file is one more entry in `rag.load.kinds`. What
parses untrusted files with large libraries runs in a process of its own (`rag.load.worker`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import Any

from rag.errors import FileProblem
from rag.load.decode import decode
from rag.load.files import (
    open_archive,
    printable,
    read_bytes,
    readable_files,
    size_of,
    source_of,
    split,
)
from rag.load.kinds import ARCHIVES, Kind, check_beginning, kind_of
from rag.load.reading import Reading
from rag.load.web import fetch, is_address
from rag.types import Document, Landmark

__all__ = [
    "Keep",
    "document_id",
    "is_address",
    "load",
    "load_address",
    "make_document",
    "read_bytes",
    "read_text",
    "readable_files",
    "size_of",
    "source_of",
    "split",
    "text_of",
    "title_of",
]

Keep = Callable[[bytes], str]
"""Keeps a file's bytes in the home; gives the name to find them by."""
_STEP = 1 << 20
_SECONDS_A_PICTURE = 60.0
_SCANNED = (
    "page pictures only, no text: pip install 'footnote[ocr]' and add it again, "
    "or make it searchable with another program"
)


def document_id(text: str, landmarks: Sequence[Landmark] = ()) -> str:
    """The id of a text and its named places: the first 16 hex digits of their SHA-256."""
    digest = hashlib.sha256()
    for begin in range(0, len(text), _STEP):
        digest.update(text[begin : begin + _STEP].encode("utf-8"))
    for mark in landmarks:
        digest.update(f"\0{mark.start} {mark.kind} {mark.name}".encode())
    return digest.hexdigest()[:16]


def make_document(text: str, *, title: str, source: str) -> Document:
    """A Document of a text that is already in memory. `text` is taken as it stands."""
    return Document(id=document_id(text), title=title, text=text, source=source)


def load(path: Path, *, keep: Keep | None = None) -> Document:
    """Read one file, on disk or in an archive (``minutes.zip!/may.pdf``).

    Args:
        keep: given the bytes of a kind whose pages can be shown as pictures.

    Raises:
        FileProblem: no such file, not readable, of a kind that is not read, empty, encrypted,
            damaged or not what its name says. The message names the file and says what to do.
    """
    try:
        if path.suffix.lower() in ARCHIVES and split(path)[1] is None:
            open_archive(path)
        kind = kind_of(path)
        document = _document(path, kind, read_bytes(path, kind.most), keep)
    except FileProblem as problem:
        raise FileProblem(f"{printable(str(path))}: {problem}") from None
    return replace(document, source=source_of(path))


def load_address(address: str, *, keep: Keep | None = None) -> Document:
    """Read what a web address holds; what its server says decides its kind.

    Raises:
        FileProblem: it can't be had, or can't be read; the message names it.
    """
    try:
        page = fetch(address)
        kind = kind_of(page.name)
        document = _document(page.name, kind, page.content, keep, charset=page.charset)
    except FileProblem as problem:
        raise FileProblem(f"{address}: {problem}") from None
    return replace(document, source=address)


def read_text(path: Path) -> str:
    """The text of one file, as `load` would have it.

    Raises:
        FileProblem: as `load` says.
    """
    return load(path).text


def text_of(raw: bytes) -> str:
    """Bytes that came another way than by a file, as text.

    Raises:
        FileProblem: they are empty or not text.
    """
    return decode(raw)[0]


def _document(
    path: PurePath, kind: Kind, content: bytes, keep: Keep | None, charset: str | None = None
) -> Document:
    check_beginning(kind, content)
    takes_charset = charset is not None and kind.loader.endswith(":load_html")
    reading = _read(kind, content, **({"charset": charset} if takes_charset else {}))
    if not reading.text.strip():
        raise FileProblem("it is empty: there is nothing to ask")
    return Document(
        id=document_id(reading.text, reading.landmarks),
        title=reading.title or title_of(path),
        text=reading.text,
        source="",
        landmarks=reading.landmarks,
        note=reading.note,
        original=keep(content) if keep and kind.is_kept else "",
    )


def _read(kind: Kind, content: bytes, **options: Any) -> Reading:
    if not kind.is_apart:
        module, name = kind.loader.split(":")
        reading: Reading = getattr(import_module(module), name)(content)
        return reading
    reading = _read_apart(kind, content, **options)
    if reading.pictures and find_spec("rapidocr"):
        seconds = _SECONDS_A_PICTURE * (reading.pictures + 4)
        return _read_apart(kind, content, seconds=seconds, recognise=True)
    if reading.pictures and not reading.text.strip():
        raise FileProblem(_SCANNED)
    return reading


def _read_apart(kind: Kind, content: bytes, **options: Any) -> Reading:
    from rag.load import worker

    head, body = worker.call(kind.loader, content, **options)
    return Reading(
        text=body.decode("utf-8"),
        title=head["title"],
        note=head["note"],
        pictures=head["pictures"],
        landmarks=tuple(
            Landmark(start=start, name=name, page=page, kind=kind_of_mark)
            for start, name, page, kind_of_mark in head["landmarks"]
        ),
    )


def title_of(path: PurePath) -> str:
    """The title of a file that names none: its name, made readable."""
    return re.sub(r"[_\s]+", " ", printable(path.stem)).strip() or printable(path.name)
