"""SQLite files that can be made again from the store."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def open_derived(path: Path, schema: str, *, anew: bool = False) -> sqlite3.Connection:
    """Open a file, which is made where it is missing; the caller keeps threads apart.

    Args:
        path: the file.
        schema: the statements that make its tables where they are missing.
        anew: delete what is there before, with what SQLite keeps beside it.

    Raises:
        sqlite3.DatabaseError: it is damaged, or can't be opened.
    """
    if anew:
        for leftover in path.parent.glob(path.name + "*"):
            leftover.unlink()
    db = sqlite3.connect(path, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(schema)
    return db
