"""One collection of Chroma, by its name: which client is open at the moment is not its matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """One collection. Each call may be made twice: all that we ask of Chroma bears that."""

    name: str
    call: Callable[..., Any]
    read: Callable[..., Any]
    batch: int
    """How many rows one call may carry."""

    def get(self, **asked: Any) -> Any:
        """Rows by id or condition."""
        return self.read(self.name, "get", **asked)

    def query(self, **asked: Any) -> Any:
        """The rows nearest to vectors."""
        return self.read(self.name, "query", **asked)

    def upsert(self, **rows: Any) -> None:
        """Put rows in, in place of those with the same ids."""
        self.call(self.name, "upsert", **rows)

    def add(self, **rows: Any) -> None:
        """Put rows in; one whose id is there already stays as it was."""
        self.call(self.name, "add", **rows)

    def delete(self, **asked: Any) -> None:
        """Take rows out by id or condition."""
        self.call(self.name, "delete", **asked)

    def count(self) -> int:
        """How many rows there are."""
        return int(self.read(self.name, "count"))

    def pages(self, include: Sequence[str]) -> Iterator[Any]:
        """All rows, as many at a time as one call may carry."""
        offset = 0
        while True:
            page = self.get(limit=self.batch, offset=offset, include=include)
            yield page
            if len(page["ids"]) < self.batch:
                return
            offset += self.batch

    def parts(self, length: int) -> Iterator[slice]:
        """Where to cut a list of rows, so that one call can carry each part."""
        for first in range(0, length, self.batch):
            yield slice(first, first + self.batch)
