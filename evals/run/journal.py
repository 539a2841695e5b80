"""A run's journal: what came back, in the order it came, safe on the disk before the next is asked.

A kill leaves at most one torn line, at the end; it is cut off and that case is asked again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from rag import FootnoteError

FILE = "journal.jsonl"


class Journal:
    """The journal of a run that is being made. It is opened for one process alone."""

    def __init__(self, folder: Path, header: dict[str, Any]) -> None:
        """Open it, or begin one with the header as its first line."""
        self.path = folder / FILE
        begun = self.path.exists() and read_journal(self.path)[0] is not None
        if begun:
            _cut_torn_line(self.path)
        self._file = self.path.open("ab" if begun else "wb")
        if not begun:
            self.append({"run": header})

    def append(self, record: dict[str, Any]) -> None:
        """Add a line; once this returns, it is on the disk."""
        self._file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_journal(path: Path) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The header, None where not even that is whole, and the records that are."""
    lines = path.read_bytes().split(b"\n")[:-1]
    if not lines:
        return None, []
    try:
        first, *rest = [json.loads(line) for line in lines]
        return first["run"], rest
    except (ValueError, KeyError, TypeError):
        raise FootnoteError(f"{path} is damaged: remove it, or run again with --fresh") from None


def _cut_torn_line(path: Path) -> None:
    written = path.read_bytes()
    whole = written.rfind(b"\n") + 1
    if whole < len(written):
        os.truncate(path, whole)
