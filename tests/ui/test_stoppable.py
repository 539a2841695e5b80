"""Steps in threads: all of them, in order; and nobody who stops has to wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ui.stoppable import stoppable


def run(work: Coroutine[Any, Any, None]) -> None:
    # The browser's tests keep a loop of their own running in the main thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def test_all_steps_come_in_order_and_an_error_is_raised() -> None:
    def steps() -> Generator[int, None, None]:
        yield 1
        yield 2
        raise OSError("disk")

    seen = []

    async def listen() -> None:
        async for step in stoppable(steps()):
            seen.append(step)

    with pytest.raises(OSError, match="disk"):
        run(listen())
    assert seen == [1, 2]


def test_who_stops_does_not_wait_and_the_steps_end_by_themselves() -> None:
    begun, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def steps() -> Generator[int, None, None]:
        try:
            begun.set()
            go_on.wait(30)
            yield 1
            raise AssertionError("a step that nobody waited for")
        finally:
            closed.set()

    async def listen() -> None:
        async for _ in stoppable(steps()):
            pass

    async def stop() -> None:
        listening = asyncio.create_task(listen())
        await asyncio.to_thread(begun.wait, 30)
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
        assert not closed.is_set()
        go_on.set()
        assert await asyncio.to_thread(closed.wait, 30)

    run(stop())


def test_who_stops_between_two_steps_closes_them() -> None:
    closed = threading.Event()

    def steps() -> Generator[int, None, None]:
        try:
            yield 1
            yield 2
        finally:
            closed.set()

    async def stop() -> None:
        listening = stoppable(steps())
        async for _ in listening:
            break
        await listening.aclose()

    run(stop())
    assert closed.is_set()
