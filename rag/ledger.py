"""What the processes that share a store must agree on, kept in the store itself.

One small collection: the manifest of what made the index, the edition that tells whether anything
changed, and who writes. Chroma has no locks, but adding a row whose id is there already changes
nothing; so of several who add the row `writer-8`, one finds its own name in it, and that one
writes until it marks the row as released. A holder's row has a count that it moves on every few
seconds. Who sees it stand still for long takes the next number; no clocks are compared. Before a
record is committed its writer makes sure that nobody has taken the next number.
"""

from __future__ import annotations

import logging
import os
import platform
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.chroma import Chroma
from rag.errors import FootnoteError, StoreBusy

_BEAT = 2.0
_STALLED = 15.0
_LOOK = 0.1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which state the store is in. It is open while somebody writes, or died in writing."""

    name: str = ""
    is_open: bool = False


class Ledger:
    """The ledger of one store, as one process sees it. One thread at a time may hold the pen."""

    def __init__(self, chroma: Chroma) -> None:
        """Open the ledger, or start one."""
        self._place = chroma.place
        self._table = chroma.table(f"{chroma.prefix}ledger")
        self._me = f"{_this_process()} {secrets.token_hex(8)}"
        self._number = 0
        self._beats = 0
        self._released = threading.Event()
        self._beating: threading.Thread | None = None

    def manifest(self) -> str | None:
        """What the index was made with, as JSON; None where it isn't made yet."""
        row = self._row("manifest")
        return str(row["json"]) if row else None

    def write_manifest(self, json: str) -> None:
        """Say what the index was made with, as one step."""
        self._put("manifest", {"json": json})

    def edition(self) -> Edition:
        """The state that the store is in."""
        row = self._row("edition")
        return Edition(name=str(row["name"]), is_open=bool(row["is_open"])) if row else Edition()

    def take(self, patience: float) -> Edition:
        """Become the one who writes.

        Returns:
            The edition before. An open one was left so by somebody who died in writing.

        Raises:
            StoreBusy: after `patience` seconds somebody else still writes.
        """
        until = time.monotonic() + patience
        seen: tuple[int, int] | None = None
        since = time.monotonic()
        while True:
            number, row = self._last()
            now = time.monotonic()
            if (number, row.get("beat")) != seen:
                seen, since = (number, int(row.get("beat", 0))), now
            if (row.get("released", True) or now - since > _STALLED) and self._claim(number + 1):
                break
            if now > until:
                raise StoreBusy(
                    f"{self._place} is being changed by {_name(row)}: try again when it is done"
                )
            time.sleep(_LOOK)
        try:
            before = self.edition()
            self._put("edition", {"name": secrets.token_hex(8), "is_open": True})
        except BaseException:
            self.leave(whole=False)
            raise
        return before

    def check(self) -> None:
        """Make sure that this process still is the one who writes.

        Raises:
            StoreBusy: another has taken over, since this one stood still for too long.
        """
        if self._released.is_set() or self._last()[0] != self._number:
            raise StoreBusy(
                f"another process took over {self._place} while this one stood still: try again"
            )

    def leave(self, *, whole: bool = True) -> str:
        """Let others write. Where that can't be said, they find out after a while.

        Args:
            whole: whether all that was begun is done; if not, the edition stays open.

        Returns:
            The edition's name now; empty where it isn't known.
        """
        self._released.set()
        if self._beating:
            self._beating.join()
        name = secrets.token_hex(8)
        try:
            if self._last()[0] != self._number:
                return ""
            if whole:
                self._put("edition", {"name": name, "is_open": False})
            self._put(self._pen, self._told(released=True))
        except FootnoteError as problem:
            _log.warning("footnote: %s", problem)
            return ""
        return name if whole else ""

    @property
    def _pen(self) -> str:
        return f"writer-{self._number}"

    def _claim(self, number: int) -> bool:
        """Try for a number; the first to add its row has it."""
        self._number, self._beats = number, 0
        self._table.add(ids=[self._pen], embeddings=_ONE, metadatas=[self._told()])
        last, row = self._last()
        if last != number or row.get("holder") != self._me:
            return False
        old = [one for one in self._writers() if one != self._pen]
        if old:
            self._table.delete(ids=old)
        self._released = threading.Event()
        self._beating = threading.Thread(
            target=self._beat, args=(self._released, number), name="footnote-pen", daemon=True
        )
        self._beating.start()
        return True

    def _beat(self, released: threading.Event, number: int) -> None:
        while not released.wait(_BEAT):
            try:
                self._beats += 1
                told = self._told()
                if not released.is_set():
                    self._put(f"writer-{number}", told)
            except FootnoteError as problem:
                _log.warning("footnote: %s", problem)

    def _last(self) -> tuple[int, Mapping[str, Any]]:
        """The highest number that was taken, and its row."""
        writers = self._writers()
        if not writers:
            return 0, {}
        number, row = max((_number(key), row) for key, row in writers.items())
        return number, row

    def _writers(self) -> dict[str, Mapping[str, Any]]:
        rows = self._table.get(where={"kind": "writer"}, include=["metadatas"])
        return dict(zip(rows["ids"], rows["metadatas"] or [], strict=True))

    def _told(self, *, released: bool = False) -> dict[str, Any]:
        return {"kind": "writer", "holder": self._me, "beat": self._beats, "released": released}

    def _row(self, key: str) -> Mapping[str, Any] | None:
        rows = self._table.get(ids=[key], include=["metadatas"])["metadatas"] or []
        return rows[0] if rows else None

    def _put(self, key: str, row: Mapping[str, Any]) -> None:
        self._table.upsert(ids=[key], embeddings=_ONE, metadatas=[dict(row)])


_ONE = np.ones((1, 1), dtype=np.float32)


def _number(key: str) -> int:
    return int(key.removeprefix("writer-"))


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("holder", "another process")).rpartition(" ")[0]


def _this_process() -> str:
    return f"process {os.getpid()} on {platform.node() or 'another machine'}"
