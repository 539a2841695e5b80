"""How far adding has come, and what became of what was added."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types.document import DocumentInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a long piece of work has come."""

    stage: str
    """What is being done, in words for a person: "reading", "embedding"."""
    source: str
    done: int
    total: int
    seconds_left: float | None = None
    """How long the rest takes at the speed so far; None where that can't be told yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of the files that were to be added."""

    added: tuple[DocumentInfo, ...] = ()
    replaced: tuple[DocumentInfo, ...] = ()
    unchanged: tuple[DocumentInfo, ...] = ()
    renamed: tuple[DocumentInfo, ...] = ()
    """Documents whose file has another name now; nothing was read anew."""
    removed: tuple[DocumentInfo, ...] = ()
    """Documents of a folder that is kept in step whose files are gone."""
    skipped: tuple[str, ...] = ()
    """Files of a folder whose kind is not read."""
    failed: tuple[str, ...] = ()
    """A line for each file that couldn't be added."""
