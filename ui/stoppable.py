"""Steps that are taken in threads, by somebody who may stop listening at any moment."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from threading import Event, Lock
from typing import Generic, TypeVar

from anyio import to_thread

Step = TypeVar("Step")


async def stoppable(steps: Generator[Step, None, None]) -> AsyncGenerator[Step, None]:
    """Each of `steps`. Whoever stops needn't wait for the one at hand, which may take a minute.

    The generator is closed as soon as that step is taken.
    """
    listening = _Listening(steps)
    try:
        while taken := await to_thread.run_sync(listening.take, abandon_on_cancel=True):
            yield taken[0]
    finally:
        listening.end()


class _Listening(Generic[Step]):
    """A generator that is closed by whoever is the last to touch it."""

    def __init__(self, steps: Generator[Step, None, None]) -> None:
        self._steps = steps
        self._over = Event()
        self._in_use = Lock()

    def take(self) -> tuple[Step] | None:
        """The next step; None where there is none left."""
        try:
            with self._in_use:
                for step in self._steps:
                    return (step,)
                return None
        finally:
            if self._over.is_set():
                self._close()

    def end(self) -> None:
        """Nobody listens any more."""
        self._over.set()
        self._close()

    def _close(self) -> None:
        if not self._in_use.acquire(blocking=False):
            return
        try:
            self._steps.close()
        finally:
            self._in_use.release()
