"""An index made anew from its kept texts: when Chroma's files are damaged, or settings change."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from rag.errors import BadInput, HomeProblem
from rag.home import Home
from rag.index import Index
from rag.kept import Kept, kept_files, kept_name
from rag.settings import Settings
from rag.swap import beside, swap
from rag.types import Document, Progress

_MADE_ANEW = (
    "chroma",
    "lexical",
    "kept.sqlite3",
    "kept-",
    "manifest.json",
    "seal.",
    "lock",
    "holder.txt",
)
"""What the names of such files begin with."""


def rebuild(
    home: Path, settings: Settings, on_progress: Callable[[Progress], None] | None = None
) -> int:
    """Make the index in `home` anew, with these settings; what is beside the index stays.

    It is made beside the home and put in its place when it is whole, so that until then nothing
    changes. Killed, it goes on where it was.

    Returns:
        How many documents are in it.

    Raises:
        BadInput: the settings name a server that holds the index.
        HomeProblem: there is no home, or it keeps no texts, or they are damaged.
        HomeLocked: another process uses the home.
    """
    if settings.store:
        raise BadInput(
            f"the index is on the server {settings.store}: "
            "bring it back from the server's own backup, or add your files to a new one"
        )
    if not kept_files(home):
        raise HomeProblem(
            f"{home} keeps no texts to rebuild from: name a new place with --home "
            "and add your files there"
        )
    held = Home(home)
    new = beside(home, "rebuilding")
    try:
        number = _fill(new, home, settings, on_progress)
        for path in home.iterdir():
            if not path.name.startswith(_MADE_ANEW):
                shutil.rmtree(new / path.name, ignore_errors=True)
                path.rename(new / path.name)
        swap(home, new)
    finally:
        held.close()
    return number


def _fill(
    new: Path, home: Path, settings: Settings, on_progress: Callable[[Progress], None] | None
) -> int:
    done = 0
    with ExitStack() as opened:
        all_kept = [opened.enter_context(closing(_open(path))) for path in kept_files(home)]
        _check_audiences(home, all_kept)
        wanted = sum(len(kept.digests()) for kept in all_kept)
        index = opened.enter_context(closing(Index(new, settings, empty=True)))
        for path, kept in zip(kept_files(home), all_kept, strict=True):
            digests = kept.digests()
            ingest = index.ingest(kept.audience())
            for document in _documents(path, kept):
                ingest.put(document, digest=digests.get(document.source, ""))
                done += 1
                _tell(on_progress, document, done, wanted)
    return wanted


def _open(path: Path) -> Kept:
    try:
        return Kept(path)
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from None


def _documents(path: Path, kept: Kept) -> Iterator[Document]:
    try:
        yield from kept.documents()
    except (sqlite3.DatabaseError, zlib.error, ValueError) as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> HomeProblem:
    reason = str(error).splitlines()[0]
    return HomeProblem(
        f"the kept texts in {path} can't be read ({reason}): restore a backup, or delete that "
        "file and ask the index, which keeps its texts anew where Chroma is whole"
    )


def _check_audiences(home: Path, all_kept: Sequence[Kept]) -> None:
    """Make sure that nothing is shown to more people than it was for."""
    for path, kept in zip(kept_files(home), all_kept, strict=True):
        if path.name != kept_name(kept.audience()) and kept.digests():
            raise HomeProblem(f"{path} doesn't say whom its texts are for: restore a backup")


def _tell(
    on_progress: Callable[[Progress], None] | None, document: Document, done: int, total: int
) -> None:
    if on_progress:
        step = Progress(stage="rebuilding", source=document.source, done=done, total=total)
        on_progress(step)
