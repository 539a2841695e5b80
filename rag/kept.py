"""The texts of a shelf, kept a second time, so that a damaged Chroma costs nothing but time.

Chroma's record stays the commit. What is kept here is written before it and noted after it;
opening brings both in step.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from rag.audience import EVERYONE, Audience, audience_key, audience_of, groups_text
from rag.derived import open_derived
from rag.types import Document, DocumentInfo, Landmark, Passage, Span, document_of

_SCHEMA = """
CREATE TABLE IF NOT EXISTS source(
    source TEXT PRIMARY KEY, document_id TEXT, digest TEXT, head BLOB);
CREATE INDEX IF NOT EXISTS source_document ON source(document_id);
CREATE TABLE IF NOT EXISTS text(
    document_id TEXT, start INTEGER, body BLOB, PRIMARY KEY(document_id, start));
CREATE TABLE IF NOT EXISTS audience(number INTEGER PRIMARY KEY, groups TEXT);
"""
_DOCUMENT = TypeAdapter(Document)
_PART = 1000
_BEFORE = (
    "SELECT start, body FROM text WHERE document_id = ? AND start <= ? ORDER BY start DESC LIMIT 1"
)
_UNHELD = "SELECT DISTINCT document_id FROM text EXCEPT SELECT document_id FROM source"


def kept_name(audience: Audience) -> str:
    """The name of the file that keeps the texts of an audience."""
    key = audience_key(audience)
    return f"kept-{key}.sqlite3" if key else "kept.sqlite3"


def kept_files(home: Path) -> list[Path]:
    """The files of a home that keep texts, the one of everyone first."""
    return sorted([*home.glob("kept.sqlite3"), *home.glob("kept-*.sqlite3")], key=_by_name)


def _by_name(path: Path) -> tuple[bool, str]:
    return path.name != kept_name(EVERYONE), path.name


class Kept:
    """The texts of one shelf. Threads may share it."""

    def __init__(self, path: Path, audience: Audience | None = None) -> None:
        """Open the file, or start an empty one where it is missing or damaged.

        Args:
            path: the file.
            audience: who may see the texts, which is written into it. None is for reading: the
                file says it, and a damaged one is left alone.

        Raises:
            sqlite3.DatabaseError: it can't be opened, or it is damaged and is only to be read.
        """
        self._guard = threading.RLock()
        try:
            self._db = open_derived(path, _SCHEMA)
        except sqlite3.DatabaseError as error:
            if audience is None or isinstance(error, sqlite3.OperationalError):
                raise
            self._db = open_derived(path, _SCHEMA, anew=True)
        if audience is not None:
            with self._guard, self._db:
                self._db.execute(
                    "INSERT OR REPLACE INTO audience VALUES (0, ?)", (groups_text(audience),)
                )

    def audience(self) -> Audience:
        """Who may see the texts, as the file says."""
        with self._guard:
            row = self._db.execute("SELECT groups FROM audience").fetchone()
        return audience_of(str(row[0]).split()) if row else EVERYONE

    def write(self, passages: Sequence[Passage]) -> None:
        """Keep the words of passages next to one another; `commit` follows when all are there."""
        with self._guard, self._db:
            for document_id in dict.fromkeys(passage.document_id for passage in passages):
                own = [one for one in passages if one.document_id == document_id]
                body = "".join(one.text for one in own).encode("utf-8", "surrogatepass")
                self._db.execute(
                    "INSERT OR REPLACE INTO text VALUES (?, ?, ?)",
                    (document_id, own[0].span.start, zlib.compress(body, 3)),
                )

    def commit(self, documents: Iterable[tuple[Document, str]]) -> None:
        """Note which document each source holds, and the digest of its file's bytes."""
        with self._guard, self._db:
            for document, digest in documents:
                head = _DOCUMENT.dump_json(replace(document, text=""))
                self._db.execute(
                    "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)",
                    (document.source, document.id, digest, head),
                )

    def digest_of(self, source: str) -> tuple[str, str] | None:
        """The document that a source holds, and the digest of the bytes it was read from."""
        with self._guard:
            row = self._db.execute(
                "SELECT document_id, digest FROM source WHERE source = ?", (source,)
            ).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def sync(
        self,
        sources: Mapping[str, DocumentInfo],
        passages_of: Callable[[str], Iterable[Passage]],
    ) -> None:
        """Keep exactly what an index holds: `sources`, and the passages of their documents."""
        with self._guard:
            rows = self._db.execute("SELECT source, document_id FROM source").fetchall()
            there = {str(source): str(key) for source, key in rows}
            with self._db:
                for source in there.keys() - sources.keys():
                    self._db.execute("DELETE FROM source WHERE source = ?", (source,))
            for source, info in sources.items():
                if there.get(source) != info.id:
                    self._fill(info, passages_of)
            with self._db:
                self._db.execute(f"DELETE FROM text WHERE document_id IN ({_UNHELD})")

    def differs(self, document_id: str, span: Span, words: str) -> bool:
        """Whether other words than these are kept for a span; not where none can be read."""
        with self._guard:
            row = self._db.execute(_BEFORE, (document_id, span.start)).fetchone()
        if row is None:
            return False
        begin, body = row
        try:
            text = _unpacked(body)
        except (zlib.error, UnicodeError):
            return False
        return text[span.start - begin : span.end - begin] != words

    def documents(self) -> Iterator[Document]:
        """The documents of all sources, whole, one at a time."""
        with self._guard:
            heads = self._db.execute("SELECT head FROM source ORDER BY source").fetchall()
        for (head,) in heads:
            document = _DOCUMENT.validate_json(head)
            yield replace(document, text=self._text(document.id))

    def digests(self) -> dict[str, str]:
        """The digest of each source's file."""
        with self._guard:
            return dict(self._db.execute("SELECT source, digest FROM source").fetchall())

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._db.close()

    def _fill(self, info: DocumentInfo, passages_of: Callable[[str], Iterable[Passage]]) -> None:
        held: Any = self._db.execute(
            "SELECT 1 FROM source WHERE document_id = ?", (info.id,)
        ).fetchone()
        if not held:
            with self._db:
                self._db.execute("DELETE FROM text WHERE document_id = ?", (info.id,))
        landmarks: dict[Landmark, None] = {}
        waiting = iter(passages_of(info.id))
        while part := list(islice(waiting, _PART)):
            landmarks |= dict.fromkeys(mark for one in part for mark in one.landmarks)
            if not held:
                self.write(part)
        document = replace(document_of(info, ()), landmarks=tuple(landmarks))
        self.commit([(document, "")])

    def _text(self, document_id: str) -> str:
        with self._guard:
            rows = self._db.execute(
                "SELECT body FROM text WHERE document_id = ? ORDER BY start", (document_id,)
            ).fetchall()
        return "".join(_unpacked(body) for (body,) in rows)


def _unpacked(body: bytes) -> str:
    return zlib.decompress(body).decode("utf-8", "surrogatepass")
