"""A Chroma collection that another program made, such as LangChain's: its chunks, as documents.

Such a collection holds overlapping chunks and no whole texts. Chunks of one source are put
together again where one's end is, to the letter, the next one's beginning.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

from rag.errors import FileProblem
from rag.load import make_document
from rag.types import Document

_LONGEST_OVERLAP = 2000
_SHORTEST_OVERLAP = 15
_PAGE = 1000
_Chunk: TypeAlias = tuple[tuple[float, float, int], str]
"""Where a chunk stands among its source's (page, start, number), and its words."""


def documents_of(folder: Path, collection: str) -> Iterator[Document]:
    """The documents of a collection, put together from their chunks. The folder stays as it is.

    Raises:
        FileProblem: there is no Chroma in the folder, or no collection of that name with texts.
    """
    if not (folder / "chroma.sqlite3").exists():
        raise FileProblem(f"{folder} holds no Chroma: name the folder with chroma.sqlite3 in it")
    by_source: dict[str, list[_Chunk]] = {}
    titles: dict[str, str] = {}
    for number, (key, text, about) in enumerate(_chunks(folder, collection)):
        source = str(about.get("source") or f"{collection}/{key}")
        place = (_number(about.get("page")), _number(about.get("start_index")), number)
        by_source.setdefault(source, []).append((place, text))
        titles.setdefault(source, str(about.get("title") or Path(source).stem or source))
    if not by_source:
        raise FileProblem(f"{folder}: the collection {collection} holds no texts")
    for source, chunks in by_source.items():
        text = joined([words for _, words in sorted(chunks)])
        if text.strip():
            yield make_document(text, title=titles[source], source=source)


def joined(chunks: list[str]) -> str:
    """Chunks in order as one text; where they overlap the words stand once."""
    parts: list[str] = []
    end = ""
    for chunk in chunks:
        overlap = _overlap(end, chunk)
        rest = chunk[overlap:]
        if parts and not overlap:
            parts.append("\n\n")
        parts.append(rest)
        end = (end + rest)[-_LONGEST_OVERLAP:] if overlap else chunk[-_LONGEST_OVERLAP:]
    return "".join(parts).replace("\r\n", "\n").replace("\r", "\n")


def _overlap(end: str, chunk: str) -> int:
    for length in range(min(len(end), len(chunk)), _SHORTEST_OVERLAP - 1, -1):
        if end.endswith(chunk[:length]):
            return length
    return 0


def _chunks(folder: Path, name: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from chromadb.errors import NotFoundError

    with tempfile.TemporaryDirectory() as place:
        # Opening may bring Chroma's files up to date, which is its owner's to decide.
        copy = shutil.copytree(folder, Path(place) / "copy")
        client = chromadb.PersistentClient(
            str(copy), settings=ChromaSettings(anonymized_telemetry=False)
        )
        try:
            collection = client.get_collection(name, embedding_function=None)
            offset = 0
            while True:
                page = collection.get(
                    limit=_PAGE, offset=offset, include=["documents", "metadatas"]
                )
                texts, abouts = page["documents"] or [], page["metadatas"] or []
                for key, text, about in zip(page["ids"], texts, abouts, strict=True):
                    if text:
                        yield key, text, about or {}
                if len(page["ids"]) < _PAGE:
                    return
                offset += _PAGE
        except (NotFoundError, ValueError):
            names = ", ".join(one.name for one in client.list_collections()) or "none"
            raise FileProblem(f"{folder} has no collection {name}: it has {names}") from None
        finally:
            cast(Any, client).close()


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
