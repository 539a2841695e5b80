"""The last stage: passages and vectors into the index, and each document's commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.embed import Vectors
from rag.errors import FootnoteError, WritingFailed
from rag.ingest.files import Found
from rag.ingest.steps import Failed, Piece, Same, Step, Whole
from rag.load.files import INSIDE
from rag.shelf import Shelf
from rag.types import AddReport, DocumentInfo


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of the files so far."""

    added: list[DocumentInfo] = field(default_factory=list)
    replaced: list[DocumentInfo] = field(default_factory=list)
    unchanged: list[DocumentInfo] = field(default_factory=list)
    renamed: list[DocumentInfo] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def report(self, found: Found) -> AddReport:
        """The same, to be given to whoever asked."""
        return AddReport(
            added=tuple(self.added),
            replaced=tuple(self.replaced),
            unchanged=tuple(self.unchanged),
            renamed=tuple(self.renamed),
            skipped=tuple(map(str, found.skipped)),
            failed=(*found.problems, *self.problems),
        )


@dataclass(slots=True, kw_only=True)
class Writing:
    """Writes steps in their order, so that documents come in in the order of their files."""

    shelf: Shelf
    moves: Callable[[str], bool]
    """As `Ingest` says."""
    outcome: Outcome = field(default_factory=Outcome)
    copies: set[str] = field(default_factory=set)
    """The names of the copies that replaced documents had."""
    _loose: dict[str, None] = field(default_factory=dict)

    def write(self, steps: Sequence[Step], vectors: Vectors) -> None:
        """Write some steps and the vectors of their passages, in order.

        Raises:
            WritingFailed: the disk is full, or the index can't be written for another reason.
        """
        try:
            self._write(steps, vectors)
        except FootnoteError:
            raise
        except Exception as error:  # Chroma's core raises bare and private kinds
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise WritingFailed(
                f"the index can't be written ({reason}): what was added before is in; "
                "make sure that the disk has room, then add the rest again"
            ) from error

    def _write(self, steps: Sequence[Step], vectors: Vectors) -> None:
        passages = [p for step in steps if isinstance(step, Piece) for p in step.passages]
        if passages:
            if self.shelf.kept:
                self.shelf.kept.write(passages)
            self.shelf.store.write(passages, vectors)
            self.shelf.lexicon.write(passages)
        self._commit([step for step in steps if isinstance(step, Whole)])
        for step in steps:
            if isinstance(step, Failed):
                self.outcome.problems.append(step.problem)
                if step.document_id:
                    self._loose[step.document_id] = None
            elif isinstance(step, Same):
                self.outcome.unchanged.append(step.info)
                if self.moves(step.source):
                    self.shelf.store.commit([step.info], moving=[step.source])

    def finish(self) -> None:
        """Clear away what no source holds any more, now that nothing can bring it back."""
        self.shelf.store.drop(self._loose)

    def _commit(self, wholes: Sequence[Whole]) -> None:
        if not wholes:
            return
        before = self.shelf.store.sources()
        moved = [self._moved(whole, before) for whole in wholes]
        infos = [whole.info for whole in wholes]
        moving = {info.source for info in infos if self.moves(info.source)}
        self._loose |= dict.fromkeys(self.shelf.store.commit(infos, moving=moving))
        for source in (source for sources in moved for source in sources):
            self.shelf.store.remove_source(source)
        self.shelf.lexicon.finish([whole.info.id for whole in wholes if whole.is_new])
        if self.shelf.kept:
            self.shelf.kept.commit([(whole.document, whole.digest) for whole in wholes])
        after = self.shelf.store.sources()
        for whole, sources in zip(wholes, moved, strict=True):
            source = whole.info.source
            self.copies |= {before[one].original for one in (source, *sources) if one in before}
            kind = (
                self.outcome.replaced
                if source in before
                else self.outcome.renamed
                if sources
                else self.outcome.added
            )
            kind.append(after.get(source, whole.info))

    def _moved(self, whole: Whole, sources: dict[str, DocumentInfo]) -> list[str]:
        """The sources whose file now has this one's name: the same text, and the file is gone."""
        if whole.is_new:
            return []
        return [
            source
            for source, info in sources.items()
            if info.id == whole.info.id and source != whole.info.source and is_gone(source)
        ]


def is_gone(source: str) -> bool:
    """Whether a source is a file that isn't there any more, in a folder that is."""
    path = Path(source.partition(INSIDE)[0])
    return path.is_absolute() and not path.exists()
