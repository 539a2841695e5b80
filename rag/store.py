"""The documents, passages and vectors of one audience, in Chroma.

Two collections. `passages` holds each passage with its vector, and has further volumes where there
are very many (`rag/volumes.py`); `documents` holds one record
a source that says which document (by content) it is now. That record is the commit: a
document is in the index when, and only when, a record names it. So a document is added in
the order passages, record, and removed in the order record, passages; whatever a crash
leaves behind is passages without a record, which opening clears away.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rag.audience import EVERYONE, Audience, audience_key, groups_text
from rag.chroma import Chroma
from rag.chunk import document_of
from rag.embed import Vectors
from rag.errors import UnknownDocument
from rag.rows import (
    Found,
    Rows,
    found_in,
    info_in,
    key_of,
    passages_in,
    record_of,
    volumes_in,
    with_volumes,
)
from rag.types import DocumentInfo, Passage, Span
from rag.volumes import Volumes

_log = logging.getLogger(__name__)
RECORDS = "documents"
"""What the name of a collection of records begins with, after Chroma's prefix."""
_PART = 1000
_WORDS = ["documents", "metadatas"]
_ALL = [*_WORDS, "embeddings"]


class Store:
    """What one audience may see. Threads may share it: many read while one writes."""

    def __init__(
        self,
        chroma: Chroma,
        audience: Audience = EVERYONE,
        *,
        may_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """Open an audience's collections, making empty ones where there are none.

        Args:
            chroma: where they are.
            audience: who may see them.
            may_commit: called before a record is written; raises where another writes now.
        """
        self.audience = audience
        self._groups = tuple(sorted(audience))
        self._may_commit = may_commit
        self._writing = threading.Lock()
        key = audience_key(audience)
        suffix = f"-{key}" if key else ""
        who = {"groups": groups_text(audience)} if audience else None
        self._passages = Volumes(chroma, f"{chroma.prefix}passages{suffix}")
        self._records = chroma.table(f"{chroma.prefix}{RECORDS}{suffix}", metadata=who)
        self._sources: dict[str, DocumentInfo] = {}
        self.refresh()

    def documents(self) -> list[DocumentInfo]:
        """The documents in the index, by title; equal texts of several sources are one."""
        unique = {info.id: info for _, info in sorted(self._sources.items(), reverse=True)}
        return sorted(unique.values(), key=lambda info: (info.title.casefold(), info.id))

    def sources(self) -> dict[str, DocumentInfo]:
        """What each source holds."""
        return dict(self._sources)

    def of_source(self, source: str) -> DocumentInfo | None:
        """The document that a source holds in the index, if any."""
        return self._sources.get(source)

    def holds(self, document_id: str) -> bool:
        """Whether a document of that id is in the index."""
        return any(info.id == document_id for info in self._sources.values())

    def originals(self) -> set[str]:
        """The names of the files that the home keeps a copy of."""
        return {info.original for info in self._sources.values() if info.original}

    def write(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Write passages, which stay unseen until their document is committed."""
        with self._writing:
            self._passages.write(passages, vectors)

    def commit(self, infos: Sequence[DocumentInfo], moving: Collection[str] = ()) -> list[str]:
        """Commit documents whose passages are all written, one a source.

        Args:
            infos: the documents.
            moving: those of their sources that other audiences are to lose by this.

        Returns:
            The ids of documents that no source holds any more: for `drop`, once nothing that is
            still to be committed can bring one of them back.
        """
        with self._writing:
            held = {info.id: info.passages for info in self._sources.values()}
            named: list[DocumentInfo] = []
            for info in infos:
                held.setdefault(info.id, info.passages)
                named.append(replace(info, passages=held[info.id], groups=self._groups))
            if not named:
                return []
            self._may_commit()
            self._records.upsert(
                ids=[key_of(info.source) for info in named],
                embeddings=np.ones((len(named), 1), dtype=np.float32),
                metadatas=[self._record(info, info.source in moving) for info in named],
            )
            before = dict.fromkeys(
                self._sources[info.source].id for info in named if info.source in self._sources
            )
            self._sources = {**self._sources, **{info.source: info for info in named}}
            return [key for key in before if not self.holds(key)]

    def _record(self, info: DocumentInfo, is_moving: bool) -> dict[str, Any]:
        record = record_of(info, is_moving=is_moving)
        several = len(self._passages) > 1
        return with_volumes(record, self._passages.places(info.id)) if several else record

    def moving(self) -> list[DocumentInfo]:
        """What was committed as moving, and not committed again since."""
        rows: Rows = self._records.get(where={"moving": True}, include=["metadatas"])
        return [info_in(row, self._groups) for row in rows["metadatas"] or []]

    def drop(self, document_ids: Iterable[str]) -> None:
        """Delete the passages of documents that no source holds; others are left alone."""
        with self._writing:
            for key in document_ids:
                if not self.holds(key):
                    self._passages.delete(key)

    def remove(self, document_id: str) -> None:
        """Take a document out, whichever sources hold it."""
        with self._writing:
            self._forget([s for s, info in self._sources.items() if info.id == document_id])

    def remove_source(self, source: str) -> DocumentInfo | None:
        """Take out what a source holds; a document that another source holds too stays.

        Returns:
            What it held; None where it held nothing.
        """
        with self._writing:
            info = self._sources.get(source)
            self._forget([source] if info else [])
        return info

    def _forget(self, sources: Sequence[str]) -> None:
        if not sources:
            return
        self._may_commit()
        before = {self._sources[source].id for source in sources}
        self._records.delete(ids=[key_of(source) for source in sources])
        self._sources = {s: i for s, i in self._sources.items() if s not in sources}
        for document_id in sorted(one for one in before if not self.holds(one)):
            self._passages.delete(document_id)

    def passages(self, document_id: str) -> list[Passage]:
        """All passages of a document, in reading order. Joined, their texts are its text.

        Raises:
            UnknownDocument: another process is taking it out.
        """
        found = [p for rows in self._passages.of(document_id, _WORDS) for p in passages_in(rows)]
        self._make_sure(document_id, len(found))
        return sorted(found, key=lambda passage: passage.span)

    def in_turn(self, document_id: str) -> Iterator[Passage]:
        """The same, a volume's at a time, so that memory doesn't grow with the document.

        Raises:
            UnknownDocument: at the end, as `passages` says.
        """
        number = 0
        for rows in self._passages.of(document_id, _WORDS, in_turn=True):
            found = sorted(passages_in(rows), key=lambda passage: passage.span)
            number += len(found)
            yield from found
        self._make_sure(document_id, number)

    def _make_sure(self, document_id: str, number: int) -> None:
        if number != next((i.passages for i in self.documents() if i.id == document_id), 0):
            raise UnknownDocument(f'no document with the id "{document_id}": it was just removed')

    def with_vectors(self, document_id: str) -> Iterator[tuple[Passage, Vectors]]:
        """The passages of a document with their vectors, in reading order."""
        ids = [(document_id, passage.id) for passage in self.passages(document_id)]
        for first in range(0, len(ids), _PART):
            found: list[tuple[Passage, Vectors]] = []
            for rows in self._passages.get(ids[first : first + _PART], _ALL):
                vectors = np.asarray(rows["embeddings"], dtype=np.float32)
                found += zip(passages_in(rows), vectors, strict=True)
            yield from sorted(found, key=lambda pair: pair[0].span)

    def search(
        self, vector: Vectors, *, limit: int, documents: Collection[str] | None = None
    ) -> list[Found]:
        """The passages whose vectors are nearest to `vector`, best first."""
        known = {info.id for info in self._sources.values()}
        wanted = known if documents is None else known & set(documents)
        if not wanted:
            return []
        where = None if documents is None else {"document_id": {"$in": sorted(wanted)}}
        found = self._nearest(vector, limit, None if documents is None else wanted, where)
        unnamed = sorted({one.passage.document_id for one in found} - wanted)
        if unnamed:
            # What is being added or taken out just now would crowd out what is there.
            found = self._nearest(vector, limit, wanted, {"document_id": {"$nin": unnamed}})
        return [one for one in found if one.passage.document_id in wanted]

    def _nearest(
        self, vector: Vectors, limit: int, documents: Collection[str] | None, where: Any
    ) -> list[Found]:
        """The nearest of all volumes, or of those that these documents lie in."""
        answers = self._passages.query(
            documents,
            query_embeddings=vector[np.newaxis],
            n_results=limit,
            where=where,
            include=_ALL,
        )
        nearest = [
            found_in({name: (rows[name] or [[]])[0] for name in ["ids", *_ALL]}, vector)
            for rows in answers
        ]
        if len(nearest) == 1:
            return nearest[0]
        return sorted((one for found in nearest for one in found), key=_by_rank)[:limit]

    def get(self, ids: Sequence[str], vector: Vectors) -> list[Found]:
        """The passages of these ids, with their similarity to `vector`."""
        named = [(document_of(key), key) for key in ids]
        found = [one for rows in self._passages.get(named, _ALL) for one in found_in(rows, vector)]
        return [one for one in found if self.holds(one.passage.document_id)]

    def refresh(self) -> None:
        """Read the records anew: another process may have changed them."""
        with self._writing:
            self._sources = self._read_records()

    def tidy(self) -> None:
        """Clear away what a crash left: passages that no record names, documents not whole.

        Only for one who holds the index, or what another is just adding would be taken for
        leftovers. Counting tells whether there can be any.
        """
        with self._writing:
            named = {info.id: info.passages for info in self._sources.values()}
            if self._passages.count() == sum(named.values()):
                return
            held = self._passages.held()
            torn = {one for one, number in named.items() if held[one] != number}
            lost = [source for source, info in self._sources.items() if info.id in torn]
            for source in lost:
                _log.warning("footnote: %s was not whole: add it again", source)
                self._records.delete(ids=[key_of(source)])
            self._sources = {s: i for s, i in self._sources.items() if s not in lost}
            self._passages.clear((held.keys() - named.keys()) | torn)

    def _read_records(self) -> dict[str, DocumentInfo]:
        pages = self._records.pages(["metadatas"])
        rows = [row for page in pages for row in (page["metadatas"] or [])]
        infos = [info_in(row, self._groups) for row in rows]
        self._passages.know({str(row["document_id"]): volumes_in(row) for row in rows})
        return {info.source: info for info in infos}


def _by_rank(found: Found) -> tuple[float, str, Span]:
    return -found.similarity, found.passage.document_id, found.passage.span
