"""Users, their passwords' hashes, groups and sessions: one SQLite file, shared by all workers.

Passwords are hashed by argon2 (RFC 9106). Of a session's token only a hash is kept, so that who
reads the file can't take a session over.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rag import AccessProblem, group_name
from ui.tries import Tries, hashed, one_step

FILE = "users.sqlite3"
SHORTEST, LONGEST = 10, 1024
"""Characters of a password."""
_HASHING = threading.BoundedSemaphore(2)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS users(name TEXT PRIMARY KEY, hash TEXT, groups TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions(
    token TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE,
    kind TEXT NOT NULL, begun REAL NOT NULL, used REAL NOT NULL, idle REAL NOT NULL,
    ends REAL NOT NULL);
"""
_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may open the page."""

    name: str
    groups: frozenset[str]
    has_password: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """How long a session lasts, in seconds: unused, and at all."""

    idle: float = 12 * 60 * _MINUTE
    whole: float = 7 * 24 * 60 * _MINUTE


PROGRAM = Lifetime(idle=90 * 24 * 60 * _MINUTE, whole=365 * 24 * 60 * _MINUTE)
"""How long a program's token lasts."""


class Users:
    """The users of one page. Threads and processes may share the file."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin one that only this system user can read."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self.tries = Tries(path)
        with self._db() as db:
            db.executescript(_SCHEMA)

    def put(self, name: str, groups: Iterable[str], password: str | None) -> User:
        """Add a user, or change one; a change ends their sessions.

        Args:
            name: what they log in with.
            groups: the groups that they are in.
            password: None: they can't log in here, as where a proxy says who they are.

        Raises:
            AccessProblem: a name that can't be, or a password that is too short or too long.
        """
        user = User(
            name=user_name(name),
            groups=frozenset(map(group_name, groups)),
            has_password=password is not None,
        )
        kept = None if password is None else self._hasher.hash(_fit(password))
        with self._db() as db:
            db.execute(
                "INSERT INTO users VALUES (?, ?, ?) ON CONFLICT(name) "
                "DO UPDATE SET hash = excluded.hash, groups = excluded.groups",
                (user.name, kept, " ".join(sorted(user.groups))),
            )
            db.execute("DELETE FROM sessions WHERE name = ?", (user.name,))
        return user

    def regroup(self, name: str, groups: Iterable[str]) -> User:
        """Put a user into other groups; it holds from their next click on.

        Raises:
            AccessProblem: there is no such user, or a group can't be called so.
        """
        user = self.of(name)
        wanted = frozenset(map(group_name, groups))
        with self._db() as db:
            db.execute(
                "UPDATE users SET groups = ? WHERE name = ?", (" ".join(sorted(wanted)), user.name)
            )
        return self.of(name)

    def remove(self, name: str) -> None:
        """Take a user out, and end their sessions.

        Raises:
            AccessProblem: there is no such user.
        """
        with self._db() as db:
            db.execute("DELETE FROM users WHERE name = ?", (self.of(name).name,))

    def all(self) -> list[User]:
        """The users, by name."""
        with self._db() as db:
            return [_user(row) for row in db.execute(f"{_SELECT} ORDER BY name")]

    def of(self, name: str) -> User:
        """The user of that name.

        Raises:
            AccessProblem: there is none.
        """
        with self._db() as db:
            row = db.execute(f"{_SELECT} WHERE name = ?", (name.strip().lower(),)).fetchone()
        if row is None:
            raise AccessProblem(f'no user "{name}": see `footnote users list`')
        return _user(row)

    def knows(self, name: str, password: str) -> bool:
        """Whether that is the user's password; takes as long where there is no such user."""
        with self._db() as db:
            row = db.execute("SELECT hash FROM users WHERE name = ?", (name,)).fetchone()
        kept = row[0] if row and row[0] else self._nobody
        try:
            with _HASHING:
                right = self._hasher.verify(kept, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return right and kept is not self._nobody

    def begin(self, user: User, life: Lifetime, kind: str = "session") -> str:
        """Begin a session; gives its token, which is known to nobody else from now on."""
        token = secrets.token_urlsafe(32)
        now = time.time()
        with self._db() as db:
            db.execute("DELETE FROM sessions WHERE ends < ? OR used + idle < ?", (now, now))
            db.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (hashed(token), user.name, kind, now, now, life.idle, now + life.whole),
            )
        return token

    def in_session(self, token: str) -> User | None:
        """Whose session that is, with the groups they are in now; None where it has ended."""
        now = time.time()
        key = hashed(token)
        with self._db() as db:
            row = db.execute(
                "SELECT users.name, users.groups, users.hash IS NOT NULL, sessions.used "
                "FROM sessions JOIN users USING(name) "
                "WHERE token = ? AND ends > ? AND used + idle > ? AND begun <= ? + 60",
                (key, now, now, now),
            ).fetchone()
            if row is None:
                return None
            if now - row[3] > _MINUTE:
                db.execute("UPDATE sessions SET used = ? WHERE token = ?", (now, key))
        return _user(row[:3])

    def end(self, token: str) -> None:
        """End a session."""
        with self._db() as db:
            db.execute("DELETE FROM sessions WHERE token = ?", (hashed(token),))

    def _db(self) -> AbstractContextManager[sqlite3.Connection]:
        return one_step(self._path)


_SELECT = "SELECT name, groups, hash IS NOT NULL FROM users"


def _user(row: tuple[str, str, int]) -> User:
    name, groups, has_password = row
    return User(name=name, groups=frozenset(groups.split()), has_password=bool(has_password))


def user_name(given: str) -> str:
    """A user's name as it is kept: in lower case, without spaces around it.

    Raises:
        AccessProblem: nobody can be called so.
    """
    name = given.strip().lower()
    if not 1 <= len(name) <= 64 or any(one.isspace() or not one.isprintable() for one in name):
        raise AccessProblem(
            f'"{given[:80]}" can\'t be the name of a user: use up to 64 characters without spaces'
        )
    return name


def _fit(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccessProblem(
            f"a password has {SHORTEST} to {LONGEST:,} characters: several words make a good one"
        )
    return password
