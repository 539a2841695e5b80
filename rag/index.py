"""An open index: the parts of one home, and the models, loaded when they are first needed."""

from __future__ import annotations

import logging
import threading
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rag.embed import Embedder, check_packaged_model
from rag.home import Home, Manifest
from rag.ingest import Ingest
from rag.kept import Kept
from rag.lexical import Lexicon
from rag.load import make_document
from rag.originals import Originals
from rag.retrieve import Retriever
from rag.settings import PACKAGED_MODEL, Settings
from rag.store import Store

if TYPE_CHECKING:
    from rag.check import Checker
    from rag.compose import Composer
    from rag.llm.choose import Chosen
    from rag.reader import Reader

_log = logging.getLogger(__name__)
KEPT = "kept.sqlite3"
"""The file of a home that keeps its texts a second time."""
ARTICLE_SOURCE = "corpus/article.txt"
ARTICLE_TITLE = "North Korea, Russia and the war in Ukraine"


class Index:
    """The open parts of a home. Threads may share it; `writing` is held while it changes."""

    def __init__(self, home: Path, settings: Settings, *, empty: bool) -> None:
        """Open the index in `home`, or make one, with the shipped article unless `empty`.

        Raises:
            HomeProblem, HomeLocked, IndexMismatch, ModelDamaged: as `Corpus.open` says.
        """
        self.settings = settings
        self.writing = threading.Lock()
        self._loading = threading.Lock()
        self._embedder: Embedder | None = None
        self._retriever: Retriever | None = None
        self._reader: Reader | None = None
        self._reader_tried = False
        self._checker: Checker | None = None
        self._composers: dict[str, Composer] = {}
        self.home = Home(home)
        try:
            self._manifest = self.home.manifest()
            if self._manifest:
                self.home.check(self._manifest, settings)
                self.home.check_files()
            self.store = Store(self.home.path / "chroma")
            self.lexicon = Lexicon(self.home.path / "lexical.sqlite3")
            self.kept = Kept(self.home.path / KEPT)
            self.originals = Originals(self.home.path / "originals")
            self.originals.clear(self.store.originals())
            self.sync()
            if not self._manifest:
                self._finish_new(empty)
        except BaseException:
            self.home.close()
            raise

    def embedder(self) -> Embedder:
        """The embedding model, loaded once.

        Raises:
            IndexMismatch: its weights are not those that the index was made with.
        """
        with self._loading:
            if self._embedder is None:
                embedder = Embedder.load(
                    self.settings.embedding_model, threads=self.settings.threads
                )
                made_with = self._manifest.embedding_digest if self._manifest else embedder.digest
                if embedder.digest != made_with:
                    self.home.mismatch("embedding weights", made_with[:12], embedder.digest[:12])
                self._embedder = embedder
            return self._embedder

    def retriever(self) -> Retriever:
        """The search over this index, made once."""
        embedder = self.embedder()
        with self._loading:
            if self._retriever is None:
                self._retriever = Retriever(
                    self.store, self.lexicon, embedder, limit=self.settings.candidates
                )
            return self._retriever

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

        return choose(answerer, self.settings)

    def composer(self, chosen: Chosen) -> Composer | None:
        """Who writes from quotes, made once for each name; None where quotes stand alone."""
        if chosen.kind == "quotes":
            return None
        checker = self.checker()
        with self._loading:
            if chosen.name not in self._composers:
                from rag.compose import Composer
                from rag.llm.voice import voice_of
                from rag.write import Writer

                writer = Writer(voice_of(chosen.chat()), checker)
                self._composers[chosen.name] = Composer(name=chosen.name, writer=writer)
            return self._composers[chosen.name]

    def checker(self) -> Checker:
        """The check of written sentences, loaded once; by rules alone without its weights."""
        embedder = self.embedder()
        with self._loading:
            if self._checker is None:
                from rag.check import Alike, Checker, CheckerUnavailable

                fitted = self.settings.embedding_model == PACKAGED_MODEL
                alike = Alike(embedder) if fitted else None
                try:
                    self._checker = Checker.load(alike=alike)
                except CheckerUnavailable as problem:
                    _log.warning("footnote: %s; sentences are checked by rules alone", problem)
                    self._checker = Checker(None, alike)
            return self._checker

    def ingest(self) -> Ingest:
        """The document flow into this index."""
        return Ingest(
            store=self.store,
            lexicon=self.lexicon,
            kept=self.kept,
            originals=self.originals,
            embedder=self.embedder,
            characters=self.settings.passage_characters,
        )

    def sync(self) -> None:
        """Bring the lexical index and the kept texts in step with the store."""
        self.ingest().sync()

    def close(self) -> None:
        """Close the files and let another process have the home."""
        with self.writing:
            for composer in self._composers.values():
                composer.writer.voice.close()
            self.lexicon.close()
            self.kept.close()
            self.store.close()
            self.home.close()

    def _finish_new(self, empty: bool) -> None:
        """Fill a new home: the article first, then the manifest, which makes it an old one."""
        model = self.settings.embedding_model
        packaged = model == PACKAGED_MODEL
        digest = check_packaged_model() if packaged else self.embedder().digest
        if not empty:
            text = (files("corpus") / "article.txt").read_bytes().decode("utf-8")
            self.ingest().put(make_document(text, title=ARTICLE_TITLE, source=ARTICLE_SOURCE))
        self._manifest = Manifest(
            embedding_model=model,
            embedding_digest=digest,
            passage_characters=self.settings.passage_characters,
        )
        self.home.write_manifest(self._manifest)
