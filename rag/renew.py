"""An index made anew from its kept texts: when Chroma's files are damaged, or settings change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from rag.errors import HomeProblem
from rag.home import Home
from rag.index import KEPT, Index
from rag.kept import Kept
from rag.settings import Settings
from rag.swap import beside, swap
from rag.types import Document, Progress

_MADE_ANEW = {"chroma", "lexical.sqlite3", KEPT, "manifest.json", "lock", "holder.txt"}


def rebuild(
    home: Path, settings: Settings, on_progress: Callable[[Progress], None] | None = None
) -> int:
    """Make the index in `home` anew, with these settings; what is beside the index stays.

    It is made beside the home and put in its place when it is whole, so that until then nothing
    changes. Killed, it goes on where it was.

    Returns:
        How many documents are in it.

    Raises:
        HomeProblem: there is no home, or it keeps no texts.
        HomeLocked: another process uses the home.
    """
    if not (home / KEPT).exists():
        raise HomeProblem(
            f"{home} keeps no texts to rebuild from: name a new place with --home "
            "and add your files there"
        )
    held = Home(home)
    new = beside(home, "rebuilding")
    try:
        kept = Kept(home / KEPT)
        try:
            number = _fill(new, kept, settings, on_progress)
        finally:
            kept.close()
        for path in home.iterdir():
            if path.name.partition("-")[0] not in _MADE_ANEW:
                shutil.rmtree(new / path.name, ignore_errors=True)
                path.rename(new / path.name)
        swap(home, new)
    finally:
        held.close()
    return number


def _fill(
    new: Path, kept: Kept, settings: Settings, on_progress: Callable[[Progress], None] | None
) -> int:
    digests = kept.digests()
    wanted = len(digests)
    index = Index(new, settings, empty=True)
    try:
        for number, document in enumerate(kept.documents()):
            index.ingest().put(document, digest=digests.get(document.source, ""))
            _tell(on_progress, document, number + 1, wanted)
    finally:
        index.close()
    return wanted


def _tell(
    on_progress: Callable[[Progress], None] | None, document: Document, done: int, total: int
) -> None:
    if on_progress:
        step = Progress(stage="rebuilding", source=document.source, done=done, total=total)
        on_progress(step)
