"""Folders that are kept in step with the index while the page is open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag import BadInput, Corpus, FootnoteError

_LOG = logging.getLogger(__name__)
_PATIENCE = 60.0
"""Seconds that a file in the middle of being added has until the program ends."""


def check_folders(folders: Sequence[Path]) -> None:
    """See that they are there.

    Raises:
        BadInput: one isn't.
    """
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"--watch {folder}: no such folder: check the spelling")


@contextmanager
def followed(corpus: Corpus, folders: Sequence[Path]) -> Iterator[None]:
    """Follow the folders beside everything else; what fails is logged, a line each."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_follow, args=(corpus, folder, stop), name="following", daemon=True)
        for folder in folders
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(_PATIENCE)


def _follow(corpus: Corpus, folder: Path, stop: threading.Event) -> None:
    try:
        for report in corpus.watch(folder, stop=stop):
            for problem in report.failed:
                _LOG.warning("footnote: %s", problem)
    except FootnoteError as problem:
        _LOG.warning("footnote: %s; %s is followed no more", problem, folder)
