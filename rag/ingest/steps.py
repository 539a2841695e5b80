"""What reading gives to the rest of the pipeline, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rag.types import Document, DocumentInfo, Passage

PIECE = 256
"""How many passages go through the pipeline as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some passages of a document, next to one another."""

    source: str
    passages: tuple[Passage, ...]
    weight: float
    """How much of all the work this is, in bytes of files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The end of a document: all its passages went before, or are in the index already."""

    document: Document
    """Without its text where that went through in pieces."""
    info: DocumentInfo
    digest: str
    weight: float
    is_new: bool

    @property
    def source(self) -> str:
        """Where it comes from."""
        return self.info.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A file that says what it said before."""

    info: DocumentInfo
    weight: float

    @property
    def source(self) -> str:
        """Where it comes from."""
        return self.info.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A file that can't be read, and the document that was begun from it."""

    source: str
    problem: str
    weight: float
    document_id: str = ""


Step: TypeAlias = Piece | Whole | Same | Failed


def in_pieces(passages: Sequence[Passage], source: str, weight: float) -> Iterator[Piece]:
    """Passages as pieces that share a weight by their number."""
    for first in range(0, len(passages), PIECE):
        part = tuple(passages[first : first + PIECE])
        yield Piece(source=source, passages=part, weight=weight * len(part) / len(passages))
