"""Documents, passages and vectors in embedded Chroma. The only import of chromadb.

Two collections. `passages` holds each passage with its vector; `documents` holds one record
a source that says which document (by content) it is now. That record is the commit: a
document is in the index when, and only when, a record names it. So a document is added in
the order passages, record, and removed in the order record, passages; whatever a crash
leaves behind is passages without a record, which opening clears away.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias, cast

import chromadb
import chromadb.api.shared_system_client
import numpy as np
from chromadb.config import Settings as ChromaSettings

from rag.embed import Vectors, similarities
from rag.errors import HomeProblem
from rag.types import Document, DocumentInfo, Landmark, Passage, Span

_BATCH = 1000
_ROOM = 20_000_000
"""Chroma writes some before it reads: below so many bytes it may not even open."""
_HNSW = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 256}}
_COLUMNS = ("ids", "documents", "metadatas", "embeddings")
_Rows: TypeAlias = Any
"""What Chroma gives back: columns by name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its vector and its cosine similarity to the query, in -1..1."""

    passage: Passage
    similarity: float


class Store:
    """The index of one home. Threads may share it: many read while one writes."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, making an empty one where there is none.

        Raises:
            HomeProblem: Chroma can't open what is there.
        """
        self._writing = threading.Lock()
        try:
            self._client = chromadb.PersistentClient(
                str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._passages = self._collection("passages", _HNSW)
            self._records = self._collection("documents", None)
            self._sources = self._read_records()
            self._clear_leftovers()
        except Exception as error:  # Chroma's core raises bare and private kinds
            _forget_failed(folder)
            reason = (str(error) or type(error).__name__).splitlines()[0]
            remedy = (
                "the disk is full: make room and try again"
                if is_full(folder)
                else "`footnote rebuild` makes it anew from the kept texts"
            )
            raise HomeProblem(
                f"the index in {folder} can't be opened ({reason}): {remedy}"
            ) from error

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

    def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Put a document in, in place of what its source held before, as one step.

        Args:
            passages: all of the document's passages; none where the index has them already.
            vectors: their embeddings, of shape (len(passages), dimension).
        """
        self.write(passages, vectors)
        info = info_of(document, characters=len(document.text), passages=len(passages))
        self.drop(self.commit([info]))

    def write(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Write passages, which stay unseen until their document is committed."""
        with self._writing:
            for part in _batches(len(passages)):
                self._passages.upsert(
                    ids=[passage.id for passage in passages[part]],
                    embeddings=vectors[part],
                    documents=[passage.text for passage in passages[part]],
                    metadatas=[_passage_metadata(passage) for passage in passages[part]],
                )

    def commit(self, infos: Sequence[DocumentInfo]) -> list[str]:
        """Commit documents whose passages are all written, one a source.

        Returns:
            The ids of documents that no source holds any more: for `drop`, once nothing that is
            still to be committed can bring one of them back.
        """
        with self._writing:
            held = {info.id: info.passages for info in self._sources.values()}
            named: list[DocumentInfo] = []
            for info in infos:
                held.setdefault(info.id, info.passages)
                named.append(replace(info, passages=held[info.id]))
            if not named:
                return []
            self._records.upsert(
                ids=[_record_id(info.source) for info in named],
                embeddings=np.ones((len(named), 1), dtype=np.float32),
                metadatas=[_record(info) for info in named],
            )
            before = dict.fromkeys(
                self._sources[info.source].id for info in named if info.source in self._sources
            )
            self._sources = {**self._sources, **{info.source: info for info in named}}
            return [key for key in before if not self.holds(key)]

    def drop(self, document_ids: Iterable[str]) -> None:
        """Delete the passages of documents that no source holds; others are left alone."""
        with self._writing:
            for key in document_ids:
                if not self.holds(key):
                    self._passages.delete(where={"document_id": key})

    def remove(self, document_id: str) -> None:
        """Take a document out, whichever sources hold it."""
        with self._writing:
            gone = [s for s, info in self._sources.items() if info.id == document_id]
            self._records.delete(ids=[_record_id(source) for source in gone])
            self._sources = {s: i for s, i in self._sources.items() if s not in gone}
            self._passages.delete(where={"document_id": document_id})

    def remove_source(self, source: str) -> DocumentInfo | None:
        """Take out what a source holds; a document that another source holds too stays."""
        with self._writing:
            info = self._sources.get(source)
            if info is None:
                return None
            self._records.delete(ids=[_record_id(source)])
            self._sources = {s: i for s, i in self._sources.items() if s != source}
        self.drop([info.id])
        return info

    def passages(self, document_id: str) -> list[Passage]:
        """All passages of a document, in reading order. Joined, their texts are its text."""
        rows = self._passages.get(
            where={"document_id": document_id},
            include=["documents", "metadatas"],
        )
        return sorted(_rows(rows), key=lambda passage: passage.span)

    def with_vectors(self, document_id: str) -> Iterator[tuple[Passage, Vectors]]:
        """The passages of a document with their vectors, in reading order."""
        ids = [passage.id for passage in self.passages(document_id)]
        for part in _batches(len(ids)):
            rows: _Rows = self._passages.get(
                ids=ids[part], include=["documents", "metadatas", "embeddings"]
            )
            vectors = np.asarray(rows["embeddings"], dtype=np.float32)
            found = zip(_rows(rows), vectors, strict=True)
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
        rows = self._passages.query(
            query_embeddings=vector[np.newaxis],
            n_results=limit,
            where=where,  # type: ignore[arg-type]
            include=["documents", "metadatas", "embeddings"],
        )
        first = {name: (rows[name] or [[]])[0] for name in _COLUMNS}  # type: ignore[literal-required]
        return [one for one in _found(first, vector) if one.passage.document_id in wanted]

    def get(self, ids: Sequence[str], vector: Vectors) -> list[Found]:
        """The passages of these ids, with their similarity to `vector`."""
        if not ids:
            return []
        rows = self._passages.get(
            ids=list(ids),
            include=["documents", "metadatas", "embeddings"],
        )
        return [one for one in _found(rows, vector) if self.holds(one.passage.document_id)]

    def close(self) -> None:
        """Let go of Chroma's files."""
        cast(Any, self._client).close()

    def _collection(self, name: str, configuration: Any) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            name, embedding_function=None, configuration=configuration
        )

    def _read_records(self) -> dict[str, DocumentInfo]:
        rows = self._records.get(include=["metadatas"])
        infos = [
            DocumentInfo(
                id=str(row["document_id"]),
                title=str(row["title"]),
                source=str(row["source"]),
                characters=int(str(row["characters"])),
                passages=int(str(row["passages"])),
                pages=int(str(row.get("pages", 0))),
                note=str(row.get("note", "")),
                original=str(row.get("original", "")),
            )
            for row in rows["metadatas"] or []
        ]
        return {info.source: info for info in infos}

    def _clear_leftovers(self) -> None:
        """Delete passages that no record names; counting tells whether there can be any."""
        named = {info.id: info.passages for info in self._sources.values()}
        if self._passages.count() == sum(named.values()):
            return
        stray: list[str] = []
        for rows in self._pages():
            metadatas = rows["metadatas"] or []
            stray += [
                key
                for key, row in zip(rows["ids"], metadatas, strict=True)
                if row["document_id"] not in named
            ]
        for part in _batches(len(stray)):
            self._passages.delete(ids=stray[part])

    def _pages(self) -> Iterator[Any]:
        for offset in range(0, self._passages.count(), _BATCH):
            yield self._passages.get(limit=_BATCH, offset=offset, include=["metadatas"])


def is_full(folder: Path) -> bool:
    """Whether the disk that a folder is on has too little room for Chroma to work."""
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def _forget_failed(folder: Path) -> None:
    """Chroma gives the client that failed to whoever opens the folder next, unless it is told."""
    shared = chromadb.api.shared_system_client.SharedSystemClient
    shared._identifier_to_system.pop(str(folder), None)
    shared._identifier_to_refcount.pop(str(folder), None)


def _batches(length: int) -> Iterator[slice]:
    for first in range(0, length, _BATCH):
        yield slice(first, first + _BATCH)


def _record_id(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


def info_of(document: Document, *, characters: int, passages: int) -> DocumentInfo:
    """What the index is to tell about a document."""
    return DocumentInfo(
        id=document.id,
        title=document.title,
        source=document.source,
        characters=characters,
        passages=passages,
        pages=len(document.pages),
        note=document.note,
        original=document.original,
    )


def _record(info: DocumentInfo) -> dict[str, Any]:
    return {
        "document_id": info.id,
        "title": info.title,
        "source": info.source,
        "characters": info.characters,
        "passages": info.passages,
        "pages": info.pages,
        "note": info.note,
        "original": info.original,
    }


def _passage_metadata(passage: Passage) -> dict[str, Any]:
    known = {
        "document_id": passage.document_id,
        "start": passage.span.start,
        "end": passage.span.end,
        "sentences": " ".join(f"{one.start}-{one.end}" for one in passage.sentences),
    }
    marks = [[one.start, one.name, one.page, one.kind] for one in passage.landmarks]
    return {**known, "landmarks": json.dumps(marks, ensure_ascii=False)} if marks else known


def _found(rows: _Rows, vector: Vectors) -> list[Found]:
    if not rows["ids"]:
        return []
    scores = similarities(np.asarray(rows["embeddings"], dtype=np.float32), vector)
    return [
        Found(passage=passage, similarity=score)
        for passage, score in zip(_rows(rows), scores, strict=True)
    ]


def _rows(rows: _Rows) -> list[Passage]:
    return [
        Passage(
            id=key,
            document_id=str(row["document_id"]),
            span=Span(start=row["start"], end=row["end"]),
            text=text,
            sentences=tuple(_span(pair) for pair in row["sentences"].split()),
            landmarks=_landmarks(row.get("landmarks")),
        )
        for key, text, row in zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True)
    ]


def _landmarks(kept: str | None) -> tuple[Landmark, ...]:
    return tuple(
        Landmark(start=start, name=name, page=page, kind=kind)
        for start, name, page, kind in json.loads(kept or "[]")
    )


def _span(pair: str) -> Span:
    start, end = pair.split("-")
    return Span(start=int(start), end=int(end))
