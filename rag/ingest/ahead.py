"""Work that is done ahead, in a thread of its own, and not too far."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """What an iterable gives, made in another thread up to `most` items ahead.

    What goes wrong there is raised here. Leaving the block stops the thread.
    """

    def __init__(self, items: Iterable[T], most: int) -> None:
        self._items = items
        self._made: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(most)
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._make, name="reading", daemon=True)

    def __enter__(self) -> Iterator[T]:
        self._thread.start()
        return self._taken()

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def _taken(self) -> Iterator[T]:
        while True:
            item, error = self._made.get()
            if error:
                raise error
            if item is None:
                return
            yield item

    def _make(self) -> None:
        try:
            for item in self._items:
                if not self._hand_over(item, None):
                    return
            self._hand_over(None, None)
        except BaseException as error:
            self._hand_over(None, error)

    def _hand_over(self, item: T | None, error: BaseException | None) -> bool:
        while not self._left.is_set():
            try:
                self._made.put((item, error), timeout=0.1)
            except queue.Full:
                continue
            return True
        return False
