"""Tries to log in: each that fails makes the next one wait longer. Kept beside the users."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tries(
    who TEXT PRIMARY KEY, failures INTEGER NOT NULL, next REAL NOT NULL, last REAL NOT NULL);
"""
_MINUTE = 60.0


class Tries:
    """The tries of everybody. Threads and processes may share the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with one_step(path) as db:
            db.executescript(_SCHEMA)

    def wait_before(self, *who: tuple[str, int]) -> float:
        """Note a try to log in; gives the seconds that one must wait instead, 0 where none.

        A try counts as failed until `forget` says otherwise, so that many at once gain nothing.

        Args:
            who: each a key, such as an address, and how many failures it may have for free.
        """
        now = time.time()
        with one_step(self._path) as db:
            db.execute("BEGIN IMMEDIATE")
            # What happened later than now was noted before the clock was set back.
            db.execute(
                "DELETE FROM tries WHERE last < ? OR last > ?", (now - 15 * _MINUTE, now + _MINUTE)
            )
            rows = {
                key: db.execute(
                    "SELECT failures, next FROM tries WHERE who = ?", (hashed(key),)
                ).fetchone()
                or (0, 0.0)
                for key, _ in who
            }
            wait = max(following - now for _, following in rows.values())
            if wait > 0:
                return wait
            for key, free in who:
                failures = rows[key][0] + 1
                pause = min(2.0 ** (failures - free), _MINUTE) if failures >= free else 0.0
                db.execute(
                    "INSERT OR REPLACE INTO tries VALUES (?, ?, ?, ?)",
                    (hashed(key), failures, now + pause, now),
                )
        return 0.0

    def forget(self, *who: str) -> None:
        """Forget the failures of these keys: somebody got in."""
        with one_step(self._path) as db:
            db.executemany("DELETE FROM tries WHERE who = ?", [(hashed(key),) for key in who])


@contextmanager
def one_step(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection for one step, which is kept whole or not at all."""
    db = sqlite3.connect(path, timeout=10, isolation_level="IMMEDIATE")
    try:
        db.execute("PRAGMA foreign_keys = ON")
        with db:
            yield db
    finally:
        db.close()


def hashed(secret: str) -> str:
    """A key that nothing can be read from."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
