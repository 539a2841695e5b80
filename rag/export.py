"""An index as JSONL: a passage a line, with its vector."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rag.embed import Vectors
from rag.errors import FileProblem, reason_of
from rag.store import Store
from rag.types import DocumentInfo, Passage


def export(stores: Iterable[Store], file: Path, *, force: bool = False) -> int:
    """Write all passages of these stores to a file, whole or not at all; gives their number.

    A line is `{"id", "document_id", "title", "source", "start", "end", "text", "vector"}`: start
    and end are code points of the document's text, the vector has length 1.

    Raises:
        FileProblem: the file is there already, or can't be written.
    """
    if file.exists() and not force:
        raise FileProblem(f"{file} is there already: name another file, or overwrite with --force")
    draft = file.with_name(f".{file.name}.new")
    number = 0
    try:
        with draft.open("w", encoding="utf-8") as out:
            for line in _lines(stores):
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                number += 1
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        reason = reason_of(error)
        raise FileProblem(f"{file} can't be written ({reason}): name another place") from None
    return number


def _lines(stores: Iterable[Store]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for store in stores:
        for info in store.documents():
            if info.id not in seen:
                for passage, vector in store.with_vectors(info.id):
                    yield _line(info, passage, vector)
            seen.add(info.id)


def _line(info: DocumentInfo, passage: Passage, vector: Vectors) -> dict[str, Any]:
    return {
        "id": passage.id,
        "document_id": info.id,
        "title": info.title,
        "source": info.source,
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
        "vector": [float(f"{value:.7g}") for value in vector.tolist()],
    }
