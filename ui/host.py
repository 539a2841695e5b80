"""What one server holds for all who open its page."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rag import Chosen, Corpus, Document, DocumentInfo, FootnoteError
from ui.visitor import Visitor

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The documents, and how they are asked. Conversations are not here: browsers keep them."""

    corpus: Corpus
    answerer: Chosen
    """Who answers: quotes, or a language model that writes from them."""
    max_upload_mb: int
    ready: threading.Event = field(default_factory=threading.Event)
    """Set once the models are loaded."""
    boot: str = field(default_factory=lambda: secrets.token_hex(4))
    """Differs each time the server starts, so that an open page knows to load anew."""

    visitor: Visitor = field(default_factory=Visitor)
    """For whom this is; the documents are those that they may see."""
    with_users: bool = False
    """Whether the page knows users."""

    def seen_by(self, visitor: Visitor) -> Host:
        """The same as a visitor sees it: what they may not see isn't there."""
        if visitor.groups is None:
            return replace(self, visitor=visitor)
        return replace(self, visitor=visitor, corpus=_view(self.corpus, visitor.groups))

    def warm(self) -> None:
        """Load the models behind the open page."""
        threading.Thread(target=self._warm, name="warming", daemon=True).start()

    def _warm(self) -> None:
        try:
            self.corpus.warm()
        finally:
            self.ready.set()
        try:
            self.corpus.warm_writer(self.answerer.name)
        except FootnoteError as error:
            _LOG.warning("footnote: %s; the documents' own words answer", error)

    def documents(self) -> list[DocumentInfo]:
        """The documents, by title."""
        return self.corpus.documents()

    def edition(self) -> str:
        """Changes whenever a document comes or goes, or questions that one answers are found."""
        asked = self.corpus.suggested()
        ids = " ".join(f"{info.id} {len(asked.get(info.id, ()))}" for info in self.documents())
        return hashlib.sha256(ids.encode()).hexdigest()[:12]

    def chosen(self, left_out: object) -> list[str] | None:
        """The documents to ask, given those that a browser leaves out; None for all."""
        wanted = [info.id for info in self.documents()]
        out = {str(one) for one in left_out} if isinstance(left_out, list) else set()
        kept = [one for one in wanted if one not in out]
        return None if len(kept) == len(wanted) else kept

    def home_key(self) -> str:
        """Tells this home's conversations from another's in the same browser."""
        return hashlib.sha256(str(self.corpus.home.resolve()).encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def _view(corpus: Corpus, groups: frozenset[str]) -> Corpus:
    return corpus.seen_by(groups)


@lru_cache(maxsize=8)
def _cached(corpus: Corpus, document_id: str) -> Document:
    return corpus.document(document_id)


def find_document(host: Host, document_id: str) -> Document:
    """A document with its text; the few last read are kept, as an id stands for one text.

    Raises:
        UnknownDocument: it is gone, or never was.
    """
    held = next((info.id for info in host.documents() if info.id == document_id), "")
    return _cached(host.corpus, document_id) if held else host.corpus.document(document_id)
