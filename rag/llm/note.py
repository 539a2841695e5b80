"""What is noted beside a model's file when it comes in, and what a file is recognised by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.types import Progress

State: TypeAlias = Literal["verified", "not verified"]
_CHUNK = 2**22


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModel:
    """A model that lies in the models folder."""

    name: str
    path: Path
    size: int
    """Bytes."""
    licence: str
    state: State
    """"verified": its SHA-256 was found to be the one that its publisher gives."""
    default: bool = False
    """Whether it is the one that answers when nobody names another."""


class Note(BaseModel):
    """What is written beside a model's file when it comes in."""

    model_config = ConfigDict(frozen=True)

    name: str
    sha256: str
    licence: str
    source: str
    size: int
    verified: bool


def note_path(path: Path) -> Path:
    """Where the note of a model's file lies."""
    return path.with_name(f"{path.name}.json")


def read_note(path: Path) -> Note | None:
    """What was noted of the file; None where nothing was, or the file has changed since."""
    try:
        note = Note.model_validate_json(note_path(path).read_bytes())
    except (OSError, ValidationError):
        return None
    return note if note.size == path.stat().st_size else None


def digest_of(path: Path, name: str, on_progress: Callable[[Progress], None] | None = None) -> str:
    """The SHA-256 of a file."""
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            if on_progress:
                on_progress(Progress(stage="checking", source=name, done=done, total=size))
    return digest.hexdigest()
