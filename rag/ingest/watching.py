"""A folder that is kept in step with the index while somebody works in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from threading import Event
from typing import TypeAlias

from rag.errors import FileProblem
from rag.types import AddReport

Mirror: TypeAlias = Callable[[Collection[Path] | None], AddReport]
_LOOK_MS = 500
_SETTLED_MS = 800
"""So long nothing changes before the index follows; an editor saves a file in several steps."""


def watch(folder: Path, mirror: Mirror, stop: Event | None = None) -> Iterator[AddReport]:
    """Bring the index in step now and after each change, until `stop` is set or Ctrl-C is pressed.

    Args:
        folder: the folder to watch, with all in it.
        mirror: brings the index in step with what changed, or with everything for None.
        stop: ends it within seconds once it is set.

    Raises:
        FileProblem: there is no such folder at the beginning. One that goes away later is left
            alone until it is there again.
        WritingFailed: the index can't be written.
    """
    from watchfiles import watch as changes

    yield mirror(None)
    may_have_missed = True
    for found in changes(
        folder,
        debounce=_SETTLED_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        watch_filter=lambda _, path: not _is_hidden(folder, path),
        raise_interrupt=False,
    ):
        if found or may_have_missed:
            try:
                yield mirror(None if may_have_missed else {Path(path) for _, path in found})
            except FileProblem:
                continue
            may_have_missed = False


def _is_hidden(folder: Path, path: str) -> bool:
    try:
        inner = Path(path).relative_to(folder.resolve()).parts
    except ValueError:
        inner = Path(path).parts[-1:]
    return any(part.startswith(".") for part in inner)
