"""The first stage: files → steps. It knows what the index holds and reads only what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import FileProblem
from rag.ingest.long import LongText, is_long, pieces, survey
from rag.ingest.slices import passages_of, passages_of_slices, sliced
from rag.ingest.steps import Failed, Same, Step, Whole, in_pieces
from rag.load import load, load_address, read_bytes, size_of, source_of, split, title_of
from rag.load.kinds import kind_of
from rag.originals import Originals
from rag.shelf import Shelf
from rag.types import Document, Passage, info_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Reads files against what a shelf holds."""

    shelf: Shelf
    originals: Originals
    characters: int
    copies: set[str] = field(default_factory=set)
    """The names of the copies that were kept."""
    _begun: set[str] = field(default_factory=set)

    def addresses(self, named: Iterable[str]) -> Iterator[Step]:
        """The steps of each web address."""
        for address in named:
            try:
                yield from self.document(load_address(address, keep=self._keep))
            except FileProblem as problem:
                yield Failed(source=address, problem=str(problem), weight=0.0)

    def files(self, paths: Iterable[Path]) -> Iterator[Step]:
        """The steps of each file. One that can't be read is a step too."""
        for path in paths:
            size = size_of(path)
            try:
                yield from self._file(path, size)
            except FileProblem as problem:
                yield Failed(source=str(path), problem=str(problem), weight=size)
            except MemoryError:
                problem_line = f"{path}: it needs more memory than there is: cut it in parts"
                yield Failed(source=str(path), problem=problem_line, weight=size)

    def document(
        self, document: Document, *, digest: str = "", weight: float = 0
    ) -> Iterator[Step]:
        """The steps of a document that is in memory."""
        before = self.shelf.store.of_source(document.source)
        if before and before.id == document.id:
            yield Same(info=before, weight=weight)
            return
        parts = passages_of(document, characters=self.characters)
        share = weight / max(len(document.text), 1)
        yield from self._parts(document, parts, len(document.text), (digest, share))

    def _file(self, path: Path, size: int) -> Iterator[Step]:
        digest = _digest(path)
        source = source_of(path)
        before = self.shelf.store.of_source(source)
        kept = self.shelf.kept
        if kept and digest and before and kept.digest_of(source) == (before.id, digest):
            yield Same(info=before, weight=size)
        elif is_long(path, size):
            yield from self._long(path, source, digest, size)
        else:
            yield from self.document(load(path, keep=self._keep), digest=digest, weight=size)

    def _keep(self, content: bytes) -> str:
        name = self.originals.keep(content)
        self.copies.add(name)
        return name

    def _long(self, path: Path, source: str, digest: str, size: int) -> Iterator[Step]:
        known = survey(path)
        before = self.shelf.store.of_source(source)
        if before and before.id == known.id:
            yield Same(info=before, weight=size)
            return
        document = Document(id=known.id, title=title_of(path), text="", source=source)
        parts = passages_of_slices(document, sliced(pieces(path)), characters=self.characters)
        try:
            for step in self._parts(
                document, parts, known.characters, (digest, size / known.characters)
            ):
                if isinstance(step, Whole) and step.is_new:
                    _make_sure(path, known)
                yield step
        except FileProblem as problem:
            self._begun.discard(document.id)
            yield Failed(source=source, problem=str(problem), weight=0.0, document_id=document.id)

    def _parts(
        self,
        document: Document,
        parts: Iterable[list[Passage]],
        characters: int,
        more: tuple[str, float],
    ) -> Iterator[Step]:
        digest, share = more
        is_new = document.id not in self._begun and not self.shelf.store.holds(document.id)
        self._begun.add(document.id)
        number = 0
        for passages in parts if is_new else ():
            number += len(passages)
            length = sum(len(passage.text) for passage in passages)
            yield from in_pieces(passages, document.source, share * length)
        yield Whole(
            document=document,
            info=info_of(document, characters=characters, passages=number),
            digest=digest,
            weight=0.0 if is_new else share * characters,
            is_new=is_new,
        )


def _make_sure(path: Path, known: LongText) -> None:
    if survey(path) != known:
        raise FileProblem(f"{path}: it changed while it was read: add it again")


def _digest(path: Path) -> str:
    """The SHA-256 of a file's bytes; empty where they can't be had, which reading will tell."""
    try:
        if split(path)[1] is not None:
            return hashlib.sha256(read_bytes(path, kind_of(path).most)).hexdigest()
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, FileProblem):
        return ""
