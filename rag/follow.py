"""A process at a shared store keeps up with what the others write, beside the questions."""

from __future__ import annotations

import logging
import threading
import time

from rag.errors import FootnoteError
from rag.ledger import Ledger
from rag.shelves import Shelves
from rag.turn import Turn

_EVERY = 1.0
_SHARE = 4
"""Reading the records of an open edition takes at most one part in so many of the time."""
_log = logging.getLogger(__name__)


class Follower:
    """Looks at the store's edition every second; only a new one costs more than that look."""

    def __init__(self, ledger: Ledger, shelves: Shelves, turn: Turn) -> None:
        """Begin to look, until `close`."""
        self._ledger, self._shelves, self._turn = ledger, shelves, turn
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="footnote-follow", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()

    def _follow(self) -> None:
        pause = _EVERY
        while not self._over.wait(pause):
            begun = time.monotonic()
            try:
                self._look()
            except FootnoteError as problem:
                _log.debug("footnote: %s", problem)
            pause = max(_EVERY, _SHARE * (time.monotonic() - begun))

    def _look(self) -> None:
        edition = self._ledger.edition()
        if edition.name == self._turn.edition and not edition.is_open:
            return
        # While this process writes itself, it knows what it writes, and no other may.
        if not self._turn.threads.acquire(blocking=False):
            return
        try:
            self._shelves.refresh()
            self._turn.edition = "" if edition.is_open else edition.name
        finally:
            self._turn.threads.release()
