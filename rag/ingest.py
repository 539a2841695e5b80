"""The document flow: load → chunk → embed → store, one document after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.chunk import chunk
from rag.embed import Embedder
from rag.errors import FileProblem, SomeFilesFailed
from rag.lexical import Lexicon
from rag.load import load, load_address, readable_files
from rag.originals import Originals
from rag.store import Store
from rag.types import AddReport, Document, DocumentInfo, Progress

Outcome = Literal["added", "replaced", "unchanged"]
OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """What the document flow writes to. `embedder` is called only when something is new."""

    store: Store
    lexicon: Lexicon
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
        """Add files, folders and web addresses. One that fails doesn't keep the others out.

        Raises:
            FileProblem: the only file that was named failed.
            SomeFilesFailed: some of several failed; the rest is in.
        """
        files, skipped, problems = _files(paths)
        todo: list[Path | str] = [*addresses, *files]
        outcomes: dict[Outcome, list[DocumentInfo]] = {"added": [], "replaced": [], "unchanged": []}
        for number, named in enumerate(todo):
            _tell(on_progress, "reading", str(named), number, len(todo))
            try:
                outcome, info = self.put(self._load(named), on_progress)
            except FileProblem as problem:
                problems.append(str(problem))
            else:
                outcomes[outcome].append(info)
        report = AddReport(
            added=tuple(outcomes["added"]),
            replaced=tuple(outcomes["replaced"]),
            unchanged=tuple(outcomes["unchanged"]),
            skipped=tuple(map(str, skipped)),
        )
        if len(problems) == 1 and not any(outcomes.values()):
            raise FileProblem(problems[0])
        if problems:
            raise SomeFilesFailed(problems, report)
        return report

    def _load(self, named: Path | str) -> Document:
        keep = self.originals.keep
        return load_address(named, keep=keep) if isinstance(named, str) else load(named, keep=keep)

    def put(
        self, document: Document, on_progress: OnProgress | None = None
    ) -> tuple[Outcome, DocumentInfo]:
        """Put one document in, in place of what its source held before."""
        before = self.store.of_source(document.source)
        if before and before.id == document.id:
            return "unchanged", before
        passages = (
            [] if self.store.holds(document.id) else chunk(document, characters=self.characters)
        )
        vectors = self.embedder().embed(
            [passage.text for passage in passages],
            on_progress=lambda done: _tell(
                on_progress, "embedding", document.source, done, len(passages)
            ),
        )
        self.store.put(document, passages, vectors)
        if before and before.original:
            self.originals.delete({before.original} - self.named())
        sync(self.store, self.lexicon)
        info = self.store.of_source(document.source)
        assert info is not None
        return ("replaced" if before else "added"), info


def sync(store: Store, lexicon: Lexicon) -> None:
    """Bring the lexical index in step with the store."""
    lexicon.sync([info.id for info in store.documents()], store.passages)


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[Path], list[str]]:
    files: dict[Path, None] = {}
    skipped: list[Path] = []
    problems: list[str] = []
    for path in paths:
        try:
            readable, others = readable_files(path)
        except FileProblem as problem:
            problems.append(str(problem))
        else:
            files.update(dict.fromkeys(readable))
            skipped += others
    return list(files), skipped, problems


def _tell(on_progress: OnProgress | None, stage: str, source: str, done: int, total: int) -> None:
    if on_progress:
        on_progress(Progress(stage=stage, source=source, done=done, total=total))
