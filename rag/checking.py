"""Checking a text that somebody wrote: against what one sees of an index, or against one text."""

from __future__ import annotations

from collections.abc import Collection

from rag.errors import BadInput
from rag.load import make_document
from rag.places import IndexPlaces, Places, TextPlaces
from rag.review import review
from rag.seen import Seen
from rag.types import CheckedText

_GIVEN_TITLE = "the given text"


class Checking:
    """Checks texts for one who sees `seen`. Threads may share it."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._given: tuple[str, TextPlaces] | None = None

    def check(
        self, text: str, document: str | None, documents: Collection[str] | None
    ) -> CheckedText:
        """As `Corpus.check` says."""
        if not text.strip():
            raise BadInput("there is no text to check: give at least one sentence")
        return review(text, self._places(document, documents), self._seen.index.models.checker())

    def _places(self, document: str | None, documents: Collection[str] | None) -> Places:
        if document is None:
            return IndexPlaces(
                documents=self._seen.ids(documents),
                retriever=self._seen.retriever(),
                infos=self._seen.infos(),
            )
        if not document.strip():
            raise BadInput("the document is empty: there is nothing to hold the text against")
        return self._in_text(document)

    def _in_text(self, text: str) -> TextPlaces:
        """A given text, cut and embedded; the last one is kept for the next call."""
        kept = self._given
        if kept is None or kept[0] != text:
            document = make_document(text, title=_GIVEN_TITLE, source="")
            kept = self._given = (text, TextPlaces(document, self._seen.index.models.embedder()))
        return kept[1]
