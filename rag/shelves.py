"""All audiences of one index: each has a shelf of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from pathlib import Path

from rag.audience import EVERYONE, Audience, audience_key, audience_of, may_see
from rag.chroma import Chroma
from rag.kept import Kept, kept_name
from rag.lexical import Lexicon
from rag.shelf import Shelf
from rag.store import RECORDS, Store


class Shelves:
    """All shelves of an index. Threads may share them."""

    def __init__(self, chroma: Chroma, folder: Path, may_commit: Callable[[], None]) -> None:
        """Open those that are there, and the one of everyone.

        Args:
            chroma: where the stores are.
            folder: where the lexical indexes and the kept texts lie.
            may_commit: as `Store` says.
        """
        self._chroma = chroma
        self._folder = folder
        self._may_commit = may_commit
        self._opening = threading.Lock()
        self._open: dict[Audience, Shelf] = {}
        self.of(EVERYONE)
        self.discover()

    def of(self, audience: Audience) -> Shelf:
        """The shelf of an audience, made where it is missing."""
        with self._opening:
            if audience not in self._open:
                key = audience_key(audience)
                name = f"lexical-{key}.sqlite3" if key else "lexical.sqlite3"
                store = Store(self._chroma, audience, may_commit=self._may_commit)
                shelf = Shelf(store, Lexicon(self._words(name)), self._kept(audience))
                self._open = {**self._open, audience: shelf}
            return self._open[audience]

    def _kept(self, audience: Audience) -> Kept | None:
        if self._chroma.shared:
            return None
        return Kept(self._folder / kept_name(audience), audience)

    def _words(self, name: str) -> Path:
        """Where a lexical index lies; a new worker begins with a copy of another's."""
        path = self._folder / name
        others = [] if path.exists() else sorted(self._folder.parent.glob(f"worker-*/{name}"))
        if others and self._chroma.shared:
            with closing(sqlite3.connect(others[0])) as theirs:
                _copy(theirs, path)
        return path

    def seen_by(self, groups: Collection[str] | None) -> list[Shelf]:
        """The shelves that one in these groups may see, in an order of their own; None: all."""
        visible = [audience for audience in self._open if may_see(audience, groups)]
        return [self._open[audience] for audience in sorted(visible, key=sorted)]

    def originals(self) -> set[str]:
        """The names of the files that any shelf's documents keep a copy of."""
        return {name for shelf in self.seen_by(None) for name in shelf.store.originals()}

    def discover(self) -> None:
        """Open the shelves that another process made."""
        for name, metadata in self._chroma.names():
            if name.startswith(f"{self._chroma.prefix}{RECORDS}-"):
                self.of(audience_of(str(metadata.get("groups", "")).split()))

    def refresh(self) -> None:
        """Read anew what another process may have changed."""
        self.discover()
        for shelf in self.seen_by(None):
            shelf.store.refresh()
        self.sync()

    def tidy(self) -> None:
        """Clear away what a crash left. Only for one who holds the index."""
        for shelf in self.seen_by(None):
            shelf.store.tidy()
        self.settle()
        self.sync()

    def elsewhere(self, source: str, audience: Audience) -> bool:
        """Whether another audience than this one has a source."""
        others = (one for one in self.seen_by(None) if one.store.audience != audience)
        return any(shelf.store.of_source(source) for shelf in others)

    def settle(self) -> None:
        """Take what moves to one audience away from the others, as far as that is still to do.

        The record that brings a source to its new audience says that it moves. So a crash in
        between leaves no doubt which of the two is meant.
        """
        shelves = self.seen_by(None)
        for shelf in shelves if len(shelves) > 1 else ():
            if moving := shelf.store.moving():
                for other in (one for one in shelves if one is not shelf):
                    gone = [other.store.remove_source(info.source) for info in moving]
                    if any(gone):
                        other.sync()
                shelf.store.commit(moving)

    def sync(self) -> None:
        """Bring the lexical indexes and the kept texts in step with the stores."""
        for shelf in self.seen_by(None):
            shelf.sync()

    def close(self) -> None:
        """Close the lexical indexes and the kept texts."""
        for shelf in self.seen_by(None):
            shelf.close()


def _copy(theirs: sqlite3.Connection, path: Path) -> None:
    """Copy a lexical index, as far as it can be read; what is missing is made again."""
    with closing(sqlite3.connect(path)) as own, suppress(sqlite3.Error):
        theirs.backup(own)
