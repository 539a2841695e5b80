"""Whether somebody is asking just now, for work that must not delay them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_AFTERWARDS = 1.0
"""Seconds after an answer in which the next question is likely."""


class Quiet:
    """Counts those who ask. Threads may share it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asking = 0
        self._since = 0.0

    @contextmanager
    def broken(self) -> Iterator[None]:
        """Hold this while a question is answered."""
        with self._changed:
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._since = time.monotonic()
                self._changed.notify_all()

    def wait(self) -> None:
        """Return once nobody has asked anything for a moment."""
        with self._changed:
            while True:
                left = self._since + _AFTERWARDS - time.monotonic()
                if not self._asking and left <= 0:
                    return
                self._changed.wait(None if self._asking else left)
