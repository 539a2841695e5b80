"""One call to a model that lives elsewhere: it ends in time, and it isn't endless."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")
MOST_BYTES = 16 * 2**20
"""What a server may send for one reply, however it wraps it."""
_now = threading.local()


class TookTooLong(Exception):
    """The whole reply took longer than it may."""


class SentTooMuch(Exception):
    """The server sends without end."""


class SentAPage(Exception):
    """The server answers with a web page."""


@dataclass(slots=True, kw_only=True)
class Call(Generic[T]):
    """A call that runs in a thread of its own and hands over what comes."""

    seconds: float
    pieces: queue.Queue[T | BaseException | None] = field(default_factory=queue.Queue)
    left: threading.Event = field(default_factory=threading.Event)
    """Nobody waits for it any more."""
    until: float = field(init=False)
    received: int = 0

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.seconds

    def run(self, stream: Iterator[T]) -> Iterator[T]:
        """Hand on what the stream gives, until it ends, time is up, or nobody listens.

        Raises:
            TookTooLong: time is up.
            Exception: whatever the stream raises.
        """
        threading.Thread(
            target=self._pump, args=(stream,), daemon=True, name="footnote-named"
        ).start()
        try:
            while (piece := self._next()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            self.left.set()

    def check(self) -> None:
        """Raise TookTooLong where time is up or nobody listens."""
        if self.left.is_set() or time.monotonic() > self.until:
            raise TookTooLong

    def _next(self) -> T | BaseException | None:
        try:
            return self.pieces.get(timeout=max(0.0, self.until - time.monotonic()))
        except queue.Empty:
            raise TookTooLong from None

    def _pump(self, stream: Iterator[T]) -> None:
        _now.call = self
        try:
            for piece in stream:
                self.pieces.put(piece)
                self.check()
            self.pieces.put(None)
        except BaseException as error:
            self.pieces.put(error)


def watch(response: Any) -> None:
    """Hold the body of an HTTP response to the limits of the call that it belongs to.

    A timeout of the client is for one silence; a server that sends a byte a second never
    meets it. Works for each of the clients' libraries that look like httpx.
    """
    call: Call[Any] | None = getattr(_now, "call", None)
    if call is None:
        return
    if "text/html" in response.headers.get("content-type", "") and response.status_code == 200:
        raise SentAPage
    kind = next(one for one in type(response.stream).__mro__ if one.__name__ == "SyncByteStream")
    watched = type("Watched", (kind,), {"__iter__": _watched, "close": _close})()
    watched.inner, watched.call = response.stream, call
    response.stream = watched


def _watched(self: Any) -> Iterator[bytes]:
    for chunk in self.inner:
        self.call.received += len(chunk)
        if self.call.received > MOST_BYTES:
            raise SentTooMuch
        self.call.check()
        yield chunk


def _close(self: Any) -> None:
    self.inner.close()
