"""Three stages side by side: one thread reads and cuts, this one embeds, one writes.

Between them lies a bounded number of passages, so that memory doesn't grow with the files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from rag.embed import Embedder, Vectors
from rag.errors import FileProblem, SomeFilesFailed
from rag.ingest.ahead import Ahead
from rag.ingest.files import Found, find_files
from rag.ingest.pace import OnProgress, Pace
from rag.ingest.reading import Reading
from rag.ingest.steps import PIECE, Piece, Step
from rag.ingest.writing import Outcome, Writing, is_gone
from rag.load import size_of
from rag.originals import Originals
from rag.shelf import Shelf
from rag.types import AddReport, Document, DocumentInfo

_AHEAD = 4
_MANY = 500
"""After so many files without a passage the writer is given what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """What the document flow writes to. `embedder` is called only when something is new."""

    shelf: Shelf
    moves: Callable[[str], bool]
    """Whether a source that is put in is to be taken away from other audiences."""
    originals: Originals
    named: Callable[[], set[str]]
    """The copies that documents of any audience name."""
    embedder: Callable[[], Embedder]
    characters: int

    def add(
        self,
        paths: Iterable[Path],
        on_progress: OnProgress | None = None,
        *,
        addresses: Sequence[str] = (),
    ) -> AddReport:
        """Add files, folders and web addresses. A file that fails doesn't keep the others out.

        Raises:
            FileProblem: the only file that was named failed.
            SomeFilesFailed: some of several failed; the rest is in.
            WritingFailed: the index can't be written; what was added before is in.
        """
        found = find_files(paths)
        report = self._add(found, on_progress, addresses)
        if len(report.failed) == 1 == len(found.files) + len(found.problems) + len(addresses):
            raise FileProblem(report.failed[0])
        if report.failed:
            raise SomeFilesFailed(report.failed, report)
        return report

    def put(
        self, document: Document, on_progress: OnProgress | None = None, *, digest: str = ""
    ) -> None:
        """Put one document in, in place of what its source held before.

        Args:
            document: with its text.
            on_progress: told how far it has come.
            digest: the SHA-256 of the file that it was read from, where there is one.
        """
        weight = len(document.text)
        reading = self._reading()
        steps = reading.document(document, digest=digest, weight=weight)
        self._flow(reading, steps, Pace(on_progress=on_progress, total=weight))

    def mirror(
        self,
        folder: Path,
        on_progress: OnProgress | None = None,
        changed: Collection[Path] | None = None,
    ) -> AddReport:
        """Bring the index in step with a folder: added, changed, renamed and deleted files.

        Args:
            folder: whose files are to be in the index, and no others from there.
            on_progress: told how far it has come.
            changed: the files and folders in it that may have changed; all where it is None.

        Raises:
            FileProblem: there is no such folder; nothing changed.
            WritingFailed: as `add` says.
        """
        if not folder.is_dir():
            raise FileProblem(f"{folder}: no such folder: check the spelling")
        found = find_files([folder]) if any(folder.iterdir()) else find_files([])
        found = replace(found, problems=[])
        if changed is not None:
            found = found.among({path.resolve() for path in changed})
        report = self._add(found, on_progress)
        return replace(report, removed=self.forget_gone(folder))

    def _add(
        self, found: Found, on_progress: OnProgress | None, addresses: Sequence[str] = ()
    ) -> AddReport:
        total = sum(map(size_of, found.files))
        pace = Pace(on_progress=on_progress, total=total)
        reading = self._reading()
        steps = chain(reading.addresses(addresses), reading.files(found.files))
        return self._flow(reading, steps, pace).report(found)

    def forget_gone(self, folder: Path) -> tuple[DocumentInfo, ...]:
        """Take out the documents of a folder whose files are gone."""
        inside = folder.resolve()
        gone = [
            source
            for source in self.shelf.store.sources()
            if Path(source).is_relative_to(inside) and is_gone(source)
        ]
        removed = [self.shelf.store.remove_source(source) for source in gone]
        if gone:
            self.shelf.sync()
        infos = tuple(info for info in removed if info)
        self._delete_copies({info.original for info in infos})
        return infos

    def _delete_copies(self, names: set[str]) -> None:
        """Delete those of these copies that no document names."""
        unneeded = names - {""}
        if unneeded:
            self.originals.delete(unneeded - self.named())

    def _reading(self) -> Reading:
        return Reading(shelf=self.shelf, originals=self.originals, characters=self.characters)

    def _flow(self, reading: Reading, steps: Iterable[Step], pace: Pace) -> Outcome:
        writing = Writing(shelf=self.shelf, moves=self.moves)
        try:
            with Ahead(steps, _AHEAD) as read, ThreadPoolExecutor(1, "writing") as writer:
                before: Future[None] | None = None
                for group in _groups(read, pace):
                    vectors = self._embed(group, pace)
                    if before:
                        before.result()
                    before = writer.submit(writing.write, group, vectors)
                if before:
                    before.result()
            writing.finish()
        except BaseException:
            with suppress(Exception):
                self.shelf.sync()
            raise
        self.shelf.sync()
        self._delete_copies(reading.copies | writing.copies)
        pace.done = pace.total
        pace.tell("embedding", "")
        return writing.outcome

    def _embed(self, group: list[Step], pace: Pace) -> Vectors:
        pieces = [step for step in group if isinstance(step, Piece)]
        texts = [passage.text for piece in pieces for passage in piece.passages]
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        weight = sum(piece.weight for piece in pieces)
        name = pieces[0].source
        vectors = self.embedder().embed(
            texts,
            on_progress=lambda done: pace.tell("embedding", name, weight * done / len(texts)),
        )
        pace.done += weight
        return vectors


def _groups(steps: Iterable[Step], pace: Pace) -> Iterator[list[Step]]:
    """Steps together until they hold enough passages to embed them well."""
    group: list[Step] = []
    passages = 0
    for step in steps:
        group.append(step)
        if isinstance(step, Piece):
            passages += len(step.passages)
        elif step.weight:
            pace.passed(step.weight)
            pace.tell("reading", step.source)
        if passages >= PIECE or len(group) >= _MANY:
            yield group
            group, passages = [], 0
    if group:
        yield group
