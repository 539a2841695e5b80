"""An index as one sees it who is in some groups: the rest isn't there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rag.errors import HomeProblem, UnknownDocument
from rag.index import Index
from rag.retrieve import Retriever
from rag.shelf import Shelf
from rag.types import Citation, Document, DocumentInfo, Passage, document_of


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is for one who asks. Threads may share it."""

    index: Index
    groups: frozenset[str] | None
    """The groups of the one who asks; None: the whole index is open."""

    def shelves(self) -> list[Shelf]:
        """The shelves that are seen."""
        return self.index.shelves.seen_by(self.groups)

    def retriever(self) -> Retriever:
        """The search over them."""
        return self.index.retriever(self.shelves())

    def infos(self) -> dict[str, DocumentInfo]:
        """The documents by id, in the order of their titles."""
        unique: dict[str, DocumentInfo] = {}
        for shelf in self.shelves():
            for info in shelf.store.documents():
                unique.setdefault(info.id, info)
        ordered = sorted(unique.values(), key=lambda info: (info.title.casefold(), info.id))
        return {info.id: info for info in ordered}

    def info(self, document_id: str) -> DocumentInfo:
        """The document of that id. Its start is enough where it fits only one.

        Raises:
            UnknownDocument: it fits none, or several.
        """
        infos = self.infos().values()
        fits = [info for info in infos if document_id and info.id.startswith(document_id)]
        if len(fits) == 1:
            return fits[0]
        what = "several documents" if fits else "no document"
        raise UnknownDocument(
            f'{what} with the id "{document_id}": see `footnote documents` for the ids'
        )

    def ids(self, documents: Collection[str] | None) -> set[str] | None:
        """The whole ids of some documents; None, which stands for all, stays None.

        Raises:
            UnknownDocument: as `info` says.
        """
        return None if documents is None else {self.info(one).id for one in documents}

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of the document of that whole id, in reading order.

        Raises:
            UnknownDocument: it is there no more.
        """
        for shelf in self.shelves():
            if shelf.store.holds(document_id):
                return shelf.store.passages(document_id)
        raise UnknownDocument(f'no document with the id "{document_id}": it was just removed')

    def verify(self, citations: Iterable[Citation]) -> None:
        """Compare quotes with the kept texts: SQLite doesn't notice where a letter was damaged.

        Raises:
            HomeProblem: a quote is not what the document says.
        """
        for one in citations:
            for shelf in self.shelves():
                if shelf.kept and shelf.kept.differs(one.document_id, one.span, one.quote):
                    raise HomeProblem(
                        f"the index in {self.index.home.path} is damaged ({one.title} reads "
                        "otherwise there): `footnote rebuild` makes it anew from the kept texts"
                    )

    def document(self, document_id: str) -> Document:
        """A document with its text; the id as `info` takes it.

        Raises:
            UnknownDocument: there is none of that id.
        """
        info = self.info(document_id)
        return document_of(info, self.passages(info.id))
