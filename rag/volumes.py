"""The passages of one audience, in as many collections as they need.

An embedded Chroma keeps each collection that it is asked for in memory, with two kilobytes and
more a passage. So a collection that has its fill is left alone, the next is begun, and the client
is opened anew, which frees the full one while adding goes on. Which volumes there are, Chroma's
own list says; in which of them a document lies, its record. On a server all lies in one
collection: there memory is the server's matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rag.chroma import Chroma
from rag.embed import Vectors
from rag.rows import Rows, metadata_of
from rag.table import Table
from rag.types import Passage

_HNSW = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 256}}
_FIRST = (0,)


class Volumes:
    """The volumes of one audience. Many threads may read while one writes."""

    def __init__(self, chroma: Chroma, name: str) -> None:
        """Open those that are there, and make the first where there is none."""
        self._chroma = chroma
        self._name = name
        self._tables = [self._table(0)]
        while chroma.volume and chroma.has(self._name_of(len(self._tables))):
            self._tables.append(self._table(len(self._tables)))
        for table in self._tables[:-1]:
            chroma.weighs(table.name, chroma.volume or 0)
        self._rows = chroma.rows
        self._places: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._tables)

    def know(self, places: Mapping[str, tuple[int, ...]]) -> None:
        """Take over in which volumes documents lie."""
        if self._chroma.volume:
            self._places.update(places)

    def places(self, document_id: str) -> tuple[int, ...]:
        """The volumes that a document lies in; the first where nothing is known of it."""
        return self._places.get(document_id, _FIRST)

    def write(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Put passages in. What was left of a document that begins here is taken out first."""
        for passage in passages:
            if passage.span.start == 0 and passage.document_id in self._places:
                self.delete(passage.document_id)
        done = 0
        while done < len(passages):
            table = self._with_room()
            end = min(len(passages), done + table.batch, done + self._room(table))
            self._note(passages[done:end])
            table.upsert(
                ids=[passage.id for passage in passages[done:end]],
                embeddings=vectors[done:end],
                documents=[passage.text for passage in passages[done:end]],
                metadatas=[metadata_of(passage) for passage in passages[done:end]],
            )
            self._chroma.counted(table.name, self._rows.get(table.name, 0) + end - done)
            done = end

    def delete(self, document_id: str) -> None:
        """Take a document's passages out of every volume that it lies in."""
        for number in self.places(document_id):
            table = self._awake(number)
            table.delete(where={"document_id": document_id})
            if len(self._tables) > 1:
                self._chroma.counted(table.name, table.count())
        self._places.pop(document_id, None)

    def count(self) -> int:
        """How many passages there are."""
        for number in range(len(self._tables)):
            table = self._awake(number)
            self._chroma.counted(table.name, table.count())
        return sum(self._rows[table.name] for table in self._tables)

    def held(self) -> Counter[str]:
        """How many passages of each document there are, whatever the records say."""
        found: Counter[str] = Counter()
        for number in range(len(self._tables)):
            for page in self._awake(number).pages(["metadatas"]):
                found.update(str(row["document_id"]) for row in page["metadatas"] or [])
        return found

    def clear(self, document_ids: Collection[str]) -> None:
        """Take what there is of these documents out of every volume, wherever it lies."""
        for number in range(len(self._tables)):
            table = self._awake(number)
            stray = [
                key
                for page in table.pages(["metadatas"])
                for key, row in zip(page["ids"], page["metadatas"] or [], strict=True)
                if row["document_id"] in document_ids
            ]
            for part in table.parts(len(stray)):
                table.delete(ids=stray[part])
            self._chroma.counted(table.name, table.count())
        for document_id in document_ids:
            self._places.pop(document_id, None)

    def of(
        self, document_id: str, include: Sequence[str], *, in_turn: bool = False
    ) -> Iterator[Rows]:
        """The passages of a document, a volume's at a time, in the order they were written.

        Args:
            document_id: of which document.
            include: which columns.
            in_turn: whether volumes may leave memory once they were read.
        """
        for number in self.places(document_id):
            table = self._awake(number) if in_turn else self._tables[number]
            yield table.get(where={"document_id": document_id}, include=include)

    def get(self, passages: Iterable[tuple[str, str]], include: Sequence[str]) -> Iterator[Rows]:
        """Passages by the ids of their documents and their own, in no order."""
        wanted: dict[int, list[str]] = {}
        for document_id, key in passages:
            for number in self.places(document_id):
                wanted.setdefault(number, []).append(key)
        for number, keys in wanted.items():
            table = self._tables[number]
            for part in table.parts(len(keys)):
                yield table.get(ids=keys[part], include=include)

    def query(self, documents: Collection[str] | None, **asked: Any) -> Iterator[Rows]:
        """The nearest rows of each volume, or of each that one of these documents lies in."""
        numbers: Iterable[int] = range(len(self._tables))
        if documents is not None and len(self._tables) > 1:
            numbers = sorted({number for one in documents for number in self.places(one)})
        for number in numbers:
            yield self._tables[number].query(**asked)

    def _note(self, passages: Iterable[Passage]) -> None:
        """Know where passages are before they are there."""
        last = len(self._tables) - 1
        for document_id in dict.fromkeys(one.document_id for one in passages):
            known = self._places.get(document_id, ())
            if self._chroma.volume and last not in known:
                self._places[document_id] = (*known, last)

    def _room(self, table: Table) -> int:
        """How many passages a volume has room for."""
        if self._chroma.volume is None:
            return table.batch
        return max(self._chroma.volume - self._rows[table.name], 0)

    def _with_room(self) -> Table:
        """The volume that is written now; the next one where it is full."""
        table = self._awake(len(self._tables) - 1)
        if self._chroma.volume is None:
            return table
        if table.name not in self._rows or not self._room(table):
            self._chroma.counted(table.name, table.count())
        return table if self._room(table) else self._next()

    def _next(self) -> Table:
        """Begin a new volume. One that was emptied isn't filled again: Chroma reuses no room."""
        self._chroma.rest()
        table = self._table(len(self._tables))
        self._chroma.counted(table.name, 0)
        self._tables.append(table)
        return table

    def _awake(self, number: int) -> Table:
        """A volume that is to be changed or counted, after others are let go if they are many.

        What only reads doesn't ask for this: a question needs all volumes at once.
        """
        table = self._tables[number]
        volume = self._chroma.volume
        if volume and table.name not in self._chroma.awake() and self._chroma.loaded() >= volume:
            self._chroma.rest()
        return table

    def _table(self, number: int) -> Table:
        return self._chroma.table(self._name_of(number), configuration=_HNSW)

    def _name_of(self, number: int) -> str:
        return f"{self._name}.{number + 1}" if number else self._name
