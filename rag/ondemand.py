"""The models of an open index, each loaded once, when it is first needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.embed import Embedder
from rag.retrieve import SentenceVectors
from rag.settings import PACKAGED_MODEL, Settings

if TYPE_CHECKING:
    from rag.check import Checker
    from rag.compose import Composer
    from rag.llm.choose import Chosen
    from rag.reader import Reader

_log = logging.getLogger(__name__)


class OnDemand:
    """Whatever has weights. Threads may share it."""

    def __init__(self, settings: Settings, expect: Callable[[str], None]) -> None:
        """`expect` gets the digest of the embedding model, and raises where it is another's."""
        self._settings = settings
        self._expect = expect
        self._loading = threading.Lock()
        self._embedder: Embedder | None = None
        self._sentences: SentenceVectors | None = None
        self._reader: Reader | None = None
        self._reader_tried = False
        self._checker: Checker | None = None
        self._composers: dict[str, Composer] = {}

    def embedder(self) -> Embedder:
        """The embedding model, loaded once.

        Raises:
            IndexMismatch: its weights are not those that the index was made with.
        """
        with self._loading:
            if self._embedder is None:
                embedder = Embedder.load(
                    self._settings.embedding_model, threads=self._settings.threads
                )
                self._expect(embedder.digest)
                self._embedder = embedder
            return self._embedder

    def sentences(self) -> SentenceVectors:
        """The embedding model, keeping the vectors of sentences that come up again."""
        embedder = self.embedder()
        with self._loading:
            if self._sentences is None:
                self._sentences = SentenceVectors(embedder)
            return self._sentences

    def reader(self) -> Reader | None:
        """The trained reader, loaded once; None, and a line in the log, where it can't be had."""
        self.embedder()
        with self._loading:
            if not self._reader_tried:
                self._reader_tried = True
                from rag.reader import Reader, ReaderUnavailable

                try:
                    self._reader = Reader.load()
                except ReaderUnavailable as problem:
                    _log.warning("footnote: %s; answers come from search alone", problem)
            return self._reader

    def chosen(self, answerer: str | None) -> Chosen:
        """Who answers when `answerer` is asked for; None takes what is set up.

        Raises:
            UnknownAnswerer, UnknownModel, ModelProblem: it isn't there, or lacks something.
        """
        from rag.llm.choose import choose

        return choose(answerer, self._settings)

    def composer(self, chosen: Chosen) -> Composer | None:
        """Who writes from quotes, made once for each name; None where quotes stand alone."""
        if chosen.kind == "quotes":
            return None
        checker = self.checker()
        with self._loading:
            if chosen.name not in self._composers:
                from rag.compose import Composer
                from rag.llm.voice import voice_of
                from rag.prompts import OPENING
                from rag.write import Writer

                writer = Writer(voice_of(chosen.chat(), OPENING), checker)
                self._composers[chosen.name] = Composer(name=chosen.name, writer=writer)
            return self._composers[chosen.name]

    def checker(self) -> Checker:
        """The check of written sentences, loaded once; by rules alone without its weights."""
        embedder = self.embedder()
        with self._loading:
            if self._checker is None:
                from rag.check import Alike, Checker, CheckerUnavailable

                fitted = self._settings.embedding_model == PACKAGED_MODEL
                alike = Alike(embedder) if fitted else None
                try:
                    self._checker = Checker.load(alike=alike)
                except CheckerUnavailable as problem:
                    _log.warning("footnote: %s; sentences are checked by rules alone", problem)
                    self._checker = Checker(None, alike)
            return self._checker

    def close(self) -> None:
        """Free the memory of those that write."""
        for composer in self._composers.values():
            composer.writer.voice.close()
