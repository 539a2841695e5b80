"""Digests of the vector index's files, so that damage is found before Chroma loads them.

Chroma loads them unseen: a flipped byte there can end the process without a word, and where a file
is gone it may find next to nothing and say nothing. So their digests are written when a home is
closed, and compared when it is opened. While it is open Chroma may write them at any time; after a
kill those are compared that it hasn't written since.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from rag.errors import HomeProblem

_CLOSED, _OPEN = "seal.json", "seal.open.json"
_Files: TypeAlias = dict[str, tuple[int, int, str]]
"""By name: bytes, time of the last change in nanoseconds, SHA-256."""


class Seal:
    """The seal of one home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._known: _Files = {}

    def check(self) -> None:
        """Compare the files with their digests; from now on the home is open.

        Raises:
            HomeProblem: one of them is not what it was.
        """
        closed = self._home / _CLOSED
        is_closed = closed.exists()
        self._known = _read(closed if is_closed else self._home / _OPEN)
        for name, (size, changed, digest) in self._known.items():
            found = self._found(name)
            if found is None or (
                (is_closed or found == (size, changed)) and self._digest(name) != digest
            ):
                raise HomeProblem(
                    f"the index in {self._home} is damaged (chroma/{name} is not what it was): "
                    "`footnote rebuild` makes it anew from the kept texts"
                )
        if is_closed:
            closed.replace(self._home / _OPEN)

    def put(self) -> None:
        """Note the digests of the files, now that nobody writes them any more."""
        files: _Files = {}
        # What Chroma holds in folders of its own; the database beside them has checks of its own.
        for path in sorted((self._home / "chroma").glob("*/*")):
            name = path.relative_to(self._home / "chroma").as_posix()
            if found := self._found(name):
                known = self._known.get(name)
                same = known is not None and known[:2] == found
                files[name] = (*found, known[2] if known and same else self._digest(name))
        with suppress(OSError):
            _write(self._home / _CLOSED, files)
            (self._home / _OPEN).unlink(missing_ok=True)

    def _found(self, name: str) -> tuple[int, int] | None:
        path = self._home / "chroma" / name
        try:
            state = path.stat()
        except OSError:
            return None
        return (state.st_size, state.st_mtime_ns) if path.is_file() else None

    def _digest(self, name: str) -> str:
        try:
            with (self._home / "chroma" / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""


def _read(path: Path) -> _Files:
    """What a seal says; one that can't be read says nothing."""
    try:
        rows = json.loads(path.read_bytes())
        return {str(name): (int(row[0]), int(row[1]), str(row[2])) for name, row in rows.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _write(path: Path, files: _Files) -> None:
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(files, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
