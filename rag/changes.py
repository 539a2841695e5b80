"""Adding and taking out, each for those who are to see it and for nobody else."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rag.audience import Audience, audience_of
from rag.errors import AccessProblem, FootnoteError, WritingFailed
from rag.index import Index
from rag.ingest import Ingest, OnProgress
from rag.load import is_address
from rag.seen import Seen
from rag.shelf import Shelf
from rag.types import AddReport, Document, DocumentInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes what one sees of an index, on behalf of some groups."""

    seen: Seen
    audience: Audience
    """Who may see what is added."""
    on_progress: OnProgress | None

    @classmethod
    def of(cls, seen: Seen, groups: Collection[str], on_progress: OnProgress | None) -> Changes:
        """The changes that may be made for these groups.

        Raises:
            AccessProblem: one of them is no name, or none that `seen` is seen by.
        """
        audience = audience_of(groups)
        if seen.groups is not None and not audience <= seen.groups:
            raise AccessProblem("documents can be added for your own groups only")
        return cls(seen=seen, audience=audience, on_progress=on_progress)

    def add(self, paths: Path | str | Iterable[Path | str]) -> AddReport:
        """As `Corpus.add` says."""
        named = [paths] if isinstance(paths, (str, Path)) else list(paths)
        addresses = [one for one in named if isinstance(one, str) and is_address(one)]
        files = [Path(one) for one in named if one not in addresses]
        with self._flow() as flow:
            return flow.add(files, self.on_progress, addresses=addresses)

    def mirror(self, folder: Path, changed: Collection[Path] | None = None) -> AddReport:
        """As `Corpus.mirror` says; `changed` as `Ingest.mirror` does."""
        with self._flow() as flow:
            report = flow.mirror(folder, self.on_progress, changed)
            gone = report.removed
            for shelf in self._others():
                gone += self.seen.index.ingest(shelf.store.audience).forget_gone(folder)
        return replace(report, removed=gone)

    def watch(self, folder: Path, stop: threading.Event | None) -> Iterator[AddReport]:
        """As `Corpus.watch` says."""
        from rag.ingest.watching import watch

        return watch(folder, partial(self.mirror, folder), stop)

    @contextmanager
    def _flow(self) -> Iterator[Ingest]:
        """The document flow, for one turn; however it ends, what came in moved here."""
        index = self.seen.index
        with index.writing:
            _settle(index)
            try:
                yield index.ingest(self.audience, moves=self.seen.groups is None)
            finally:
                _settle(index)

    def _others(self) -> list[Shelf]:
        """All other shelves, where the whole index is open; else none: they aren't seen."""
        if self.seen.groups is not None:
            return []
        return [one for one in self.seen.shelves() if one.store.audience != self.audience]


def remove(seen: Seen, document_id: str) -> DocumentInfo:
    """As `Corpus.remove` says."""
    index = seen.index
    with index.writing:
        info = seen.info(document_id)
        with _copies_cleared(index):
            for shelf in seen.shelves():
                shelf.store.remove(info.id)
        index.shelves.sync()
    return info


def put_all(
    seen: Seen, documents: Iterable[Document], on_progress: OnProgress | None
) -> list[DocumentInfo]:
    """Put documents in, for everyone, one after another; what the index tells of each."""
    found = []
    for document in documents:
        with seen.index.writing:
            seen.index.ingest().put(document, on_progress)
        found.append(seen.info(document.id))
    return found


def _settle(index: Index) -> None:
    """Take what was added for some away from those whom it was for before."""
    try:
        with _copies_cleared(index):
            index.shelves.settle()
    except FootnoteError:
        raise
    except Exception as error:  # Chroma's core raises bare and private kinds
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise WritingFailed(
            f"the index can't be written ({reason}): what was for others before may still be "
            "seen by them; make sure that the disk has room, then add it again"
        ) from error


@contextmanager
def _copies_cleared(index: Index) -> Iterator[None]:
    """Delete the copies of files that no document names any more after what is done here."""
    before = index.shelves.originals()
    yield
    index.originals.delete(before - index.shelves.originals())
