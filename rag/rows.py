"""Documents and passages as rows of Chroma, and rows as what they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from rag.embed import Vectors, similarities
from rag.types import DocumentInfo, Landmark, Passage, Span

Rows: TypeAlias = Any
"""What Chroma gives back: columns by name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its cosine similarity to the query, in -1..1."""

    passage: Passage
    similarity: float


def key_of(source: str) -> str:
    """The id of a source's record."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


def record_of(info: DocumentInfo, *, is_moving: bool) -> dict[str, Any]:
    """What the record of a source says.

    Args:
        info: the document that it holds.
        is_moving: whether other audiences are still to lose the source.
    """
    return {
        "document_id": info.id,
        "title": info.title,
        "source": info.source,
        "characters": info.characters,
        "passages": info.passages,
        "pages": info.pages,
        "note": info.note,
        "original": info.original,
        "moving": is_moving,
    }


def with_volumes(record: dict[str, Any], volumes: Sequence[int]) -> dict[str, Any]:
    """A record that also says in which volumes the document's passages lie."""
    return {**record, "volumes": " ".join(map(str, volumes))}


def volumes_in(record: Mapping[str, Any]) -> tuple[int, ...]:
    """The volumes that a record says; the first where it says none."""
    return tuple(map(int, str(record.get("volumes", "0")).split()))


def info_in(record: Mapping[str, Any], groups: tuple[str, ...]) -> DocumentInfo:
    """What a record says, of a document that these groups may see."""
    return DocumentInfo(
        id=str(record["document_id"]),
        title=str(record["title"]),
        source=str(record["source"]),
        characters=int(str(record["characters"])),
        passages=int(str(record["passages"])),
        pages=int(str(record.get("pages", 0))),
        note=str(record.get("note", "")),
        original=str(record.get("original", "")),
        groups=groups,
    )


def metadata_of(passage: Passage) -> dict[str, Any]:
    """What stands beside a passage's text and vector."""
    known = {
        "document_id": passage.document_id,
        "start": passage.span.start,
        "end": passage.span.end,
        "sentences": " ".join(f"{one.start}-{one.end}" for one in passage.sentences),
    }
    marks = [[one.start, one.name, one.page, one.kind] for one in passage.landmarks]
    return {**known, "landmarks": json.dumps(marks, ensure_ascii=False)} if marks else known


def passages_in(rows: Rows) -> list[Passage]:
    """The passages of these rows, in their order."""
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


def found_in(rows: Rows, vector: Vectors) -> list[Found]:
    """The same with their similarity to a vector; the rows hold their own vectors."""
    if not rows["ids"]:
        return []
    scores = similarities(np.asarray(rows["embeddings"], dtype=np.float32), vector)
    return [
        Found(passage=passage, similarity=score)
        for passage, score in zip(passages_in(rows), scores, strict=True)
    ]


def _landmarks(kept: str | None) -> tuple[Landmark, ...]:
    return tuple(
        Landmark(start=start, name=name, page=page, kind=kind)
        for start, name, page, kind in json.loads(kept or "[]")
    )


def _span(pair: str) -> Span:
    start, end = pair.split("-")
    return Span(start=int(start), end=int(end))
