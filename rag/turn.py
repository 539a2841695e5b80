"""Whose turn it is to change an index: one thread here, and one process at a shared store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from rag.errors import FootnoteError
from rag.ledger import Edition, Ledger

PATIENCE = 120.0
"""How long one who wants to write waits for another process, in seconds."""


class Turn:
    """Held while an index changes. Not reentrant."""

    def __init__(self, ledger: Ledger | None, catch_up: Callable[[Edition], None]) -> None:
        """With a ledger, `catch_up` gets the store's edition at the beginning of each turn."""
        self.threads = threading.Lock()
        """What keeps this process's own threads apart."""
        self.edition = ""
        """The name of the edition that this process knows."""
        self._ledger = ledger
        self._catch_up = catch_up

    def __enter__(self) -> None:
        """Wait for the turn.

        Raises:
            StoreBusy: another process still writes.
        """
        self.threads.acquire()
        try:
            if self._ledger:
                self._take(self._ledger)
        except BaseException:
            self.threads.release()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the next one write; what failed halfway is tidied first."""
        try:
            if self._ledger:
                self.edition = self._ledger.leave(whole=error is None or self._tidied())
        finally:
            self.threads.release()

    def _take(self, ledger: Ledger) -> None:
        before = ledger.take(PATIENCE)
        try:
            if before.is_open or before.name != self.edition:
                self._catch_up(before)
        except BaseException:
            ledger.leave(whole=False)
            raise

    def _tidied(self) -> bool:
        try:
            self._catch_up(Edition(is_open=True))
        except FootnoteError:
            return False
        return True
