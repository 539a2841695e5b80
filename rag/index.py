"""An open index: the parts of one home, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from rag.audience import EVERYONE, Audience
from rag.chroma import Chroma, forget_failed, unreadable
from rag.embed import check_packaged_model
from rag.errors import FootnoteError, HomeProblem
from rag.follow import Follower
from rag.home import Home, Manifest, home_of_worker
from rag.ingest import Ingest
from rag.kept import Kept
from rag.ledger import Edition, Ledger
from rag.lexical import Lexicon
from rag.load import make_document
from rag.ondemand import OnDemand
from rag.originals import Originals
from rag.quiet import Quiet
from rag.retrieve import Retriever
from rag.seal import Seal
from rag.settings import PACKAGED_MODEL, Settings
from rag.shelf import Shelf
from rag.shelves import Shelves
from rag.store import Store
from rag.suggest import Suggestions
from rag.turn import Turn

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
        self.models = OnDemand(settings, self._expect)
        self.place = home
        """The folder for all that isn't the index itself, such as uploads."""
        self.originals = Originals(home / "originals")
        self.suggestions = Suggestions(home / "suggestions")
        self.quiet = Quiet()
        self._follower: Follower | None = None
        self.home = home_of_worker(home, settings.store) if settings.store else Home(home)
        self._seal = Seal(self.home.path)
        try:
            self._open(empty)
        except BaseException:
            self.home.close()
            raise

    def _open(self, empty: bool) -> None:
        if not self.settings.store:
            self._check(self.home.manifest())
        self._chroma = self._connect()
        self._ledger = Ledger(self._chroma) if self._chroma.shared else None
        if self._ledger:
            self._check(self.home.parsed(self._ledger.manifest()))
        self.writing = Turn(self._ledger, self._catch_up)
        try:
            self._open_shelves()
        except FootnoteError:
            forget_failed(self.home.path / "chroma")
            raise
        except Exception as error:  # Chroma's core raises bare and private kinds
            raise self._unreadable(error) from error
        if not self._manifest:
            self._finish_new(empty)
        if self._ledger:
            self._follower = Follower(self._ledger, self.shelves, self.writing)

    def _check(self, manifest: Manifest | None) -> None:
        self._manifest = manifest
        if manifest:
            self.home.check(manifest, self.settings)
            if not self.settings.store:
                self.home.check_files()

    def _connect(self) -> Chroma:
        if self.settings.store:
            return Chroma.on_server(self.settings)
        self._seal.check()
        try:
            folder = self.home.path / "chroma"
            return Chroma.embedded(folder, volume=self.settings.volume_passages)
        except Exception as error:  # Chroma's core raises bare and private kinds
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> HomeProblem:
        folder = self.home.path / "chroma"
        forget_failed(folder)
        return unreadable(folder, error)

    def _open_shelves(self) -> None:
        if not self._ledger:
            self.shelves = Shelves(self._chroma, self.home.path, lambda: None)
            self.shelves.tidy()
            self.originals.clear(self.shelves.originals())
            return
        edition = self._ledger.edition()
        self.shelves = Shelves(self._chroma, self.home.path, self._ledger.check)
        self.shelves.sync()
        self.writing.edition = "" if edition.is_open else edition.name

    def _catch_up(self, edition: Edition) -> None:
        """Read what others wrote; tidy up after one who died in writing."""
        self.shelves.refresh()
        if edition.is_open:
            self.shelves.tidy()

    @property
    def store(self) -> Store:
        """The store of what everyone may see."""
        return self.shelves.of(EVERYONE).store

    @property
    def lexicon(self) -> Lexicon:
        """The lexical index of what everyone may see."""
        return self.shelves.of(EVERYONE).lexicon

    @property
    def kept(self) -> Kept | None:
        """The kept texts of what everyone may see; None where the store is on a server."""
        return self.shelves.of(EVERYONE).kept

    def _expect(self, digest: str) -> None:
        made_with = self._manifest.embedding_digest if self._manifest else digest
        if digest != made_with:
            self.home.mismatch("embedding weights", made_with[:12], digest[:12])

    def retriever(self, shelves: Sequence[Shelf] | None = None) -> Retriever:
        """The search over these shelves; over all of them where it is None."""
        return Retriever(
            self.shelves.seen_by(None) if shelves is None else shelves,
            self.models.sentences(),
            limit=self.settings.candidates,
        )

    def ingest(self, audience: Audience = EVERYONE, *, moves: bool = False) -> Ingest:
        """The document flow into this index.

        Args:
            audience: who may see what is put in.
            moves: whether it is for nobody else from then on; `Shelves.settle` is to follow.
        """
        return Ingest(
            shelf=self.shelves.of(audience),
            moves=lambda source: moves and self.shelves.elsewhere(source, audience),
            originals=self.originals,
            named=self.shelves.originals,
            embedder=self.models.embedder,
            characters=self.settings.passage_characters,
        )

    def close(self) -> None:
        """Close the files and let another process have the home."""
        if self._follower:
            self._follower.close()
        with self.writing.threads:
            self.models.close()
            self.shelves.close()
            self._chroma.close()
            if not self.settings.store:
                self._seal.put()
            self.home.close()

    def _finish_new(self, empty: bool) -> None:
        """Fill a new home: the article first, then the manifest, which makes it an old one."""
        model = self.settings.embedding_model
        packaged = model == PACKAGED_MODEL
        digest = check_packaged_model() if packaged else self.models.embedder().digest
        made = Manifest(
            embedding_model=model,
            embedding_digest=digest,
            passage_characters=self.settings.passage_characters,
        )
        with self.writing:
            if self._ledger and (other := self._ledger.manifest()):
                # Another process was quicker.
                self._check(self.home.parsed(other))
                return
            self._fill(empty)
            if self._ledger:
                self._ledger.write_manifest(made.model_dump_json())
            else:
                self.home.write_manifest(made)
        self._manifest = made

    def _fill(self, empty: bool) -> None:
        if not empty:
            text = (files("corpus") / "article.txt").read_bytes().decode("utf-8")
            self.ingest().put(make_document(text, title=ARTICLE_TITLE, source=ARTICLE_SOURCE))
