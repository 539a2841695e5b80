"""The façade that people use: a set of documents that can be asked."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.answer import QUOTES, Answerer, Question
from rag.embed import Embedder, check_packaged_model
from rag.errors import UnknownDocument
from rag.home import Home, Manifest
from rag.ingest import Ingest, OnProgress, sync
from rag.lexical import Lexicon
from rag.load import make_document
from rag.retrieve import Retriever
from rag.settings import PACKAGED_MODEL, Settings
from rag.store import Store
from rag.types import (
    Answer,
    Answered,
    Document,
    DocumentInfo,
    Event,
    History,
    Passage,
    Retrieved,
)

if TYPE_CHECKING:
    from rag.chain import FootnoteRetriever, QuestionFlow
    from rag.types import AddReport

ARTICLE_SOURCE = "corpus/article.txt"
ARTICLE_TITLE = "North Korea, Russia and the war in Ukraine"


class Corpus:
    """Documents in a home, ready to be asked. Make one with `open`; threads may share it.

    Example:
        >>> from rag import Corpus
        >>> corpus = Corpus.open()
        >>> corpus.ask("When was the defence pact signed?").citations[0].quote
    """

    def __init__(self, home: Home, settings: Settings) -> None:
        """Take over a home that is locked already; `open` is the way to make a Corpus."""
        self.settings = settings
        self._home = home
        self._loading = threading.Lock()
        self._writing = threading.Lock()
        self._embedder: Embedder | None = None
        self._retriever: Retriever | None = None
        self._manifest = home.manifest()
        if self._manifest:
            home.check(self._manifest, settings)
        self._store = Store(home.path / "chroma")
        self._lexicon = Lexicon(home.path / "lexical.sqlite3")
        sync(self._store, self._lexicon)

    @classmethod
    def open(
        cls,
        home: Path | str | None = None,
        *,
        empty: bool = False,
        settings: Settings | None = None,
    ) -> Self:
        """Open the index in `home`, or make one that holds the shipped article.

        Args:
            home: a folder; the platform's user data folder where it is None.
            empty: make a new index without the article.
            settings: read from the environment where it is None.

        Raises:
            HomeProblem: the home can't be created, read or written.
            HomeLocked: another process uses it.
            IndexMismatch: it was made with another schema, model or chunk settings.
            ModelDamaged: the embedding model is not the one expected.
        """
        settings = settings or Settings()
        held = Home(Path(home) if home is not None else settings.home)
        try:
            corpus = cls(held, settings)
            corpus._begin(empty)
        except BaseException:
            held.close()
            raise
        return corpus

    @property
    def home(self) -> Path:
        """The folder that the index lives in."""
        return self._home.path

    def add(
        self,
        paths: Path | str | Iterable[Path | str],
        *,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add files and folders. The same file again changes nothing; a changed one replaces.

        Raises:
            FileProblem: the file can't be read as a document; nothing changed.
            SomeFilesFailed: some of several files failed; the rest is in.
        """
        named = [paths] if isinstance(paths, (str, Path)) else paths
        with self._writing:
            return self._ingest().add([Path(path) for path in named], on_progress)

    def remove(self, document_id: str) -> DocumentInfo:
        """Take a document out; gives back what it was.

        Raises:
            UnknownDocument: there is none of that id.
        """
        with self._writing:
            info = self._info(document_id)
            self._store.remove(info.id)
            sync(self._store, self._lexicon)
        return info

    def documents(self) -> list[DocumentInfo]:
        """The documents in the index, by title."""
        return self._store.documents()

    def document(self, document_id: str) -> Document:
        """A document with its text. The start of an id is enough where it fits only one.

        Raises:
            UnknownDocument: there is none of that id.
        """
        info = self._info(document_id)
        text = "".join(passage.text for passage in self._store.passages(info.id))
        return Document(id=info.id, title=info.title, text=text, source=info.source)

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document, in reading order.

        Raises:
            UnknownDocument: there is none of that id.
        """
        return self._store.passages(self._info(document_id).id)

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        documents: Collection[str] | None = None,
        answerer: str = QUOTES,
    ) -> Answer:
        """Answer a question from the documents: the last event of `stream`.

        Args:
            question: what somebody wants to know, in ordinary words.
            history: earlier questions and answers, oldest first.
            documents: ids of the documents to ask; all where it is None.
            answerer: who answers; "quotes" needs no language model.

        Raises:
            BadQuestion: the question is empty or too long.
            UnknownAnswerer, UnknownDocument: no such answerer or document.
        """
        *_, last = self.stream(question, history=history, documents=documents, answerer=answerer)
        assert isinstance(last, Answered)
        return last.answer

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        documents: Collection[str] | None = None,
        answerer: str = QUOTES,
    ) -> Iterator[Event]:
        """Answer a question event by event; arguments and errors are those of `ask`."""
        chosen = None if documents is None else {self._info(one).id for one in documents}
        yield from self._answerer().stream(
            Question(text=question, history=history, documents=chosen, answerer=answerer)
        )

    def search(
        self, query: str, *, limit: int = 10, documents: Collection[str] | None = None
    ) -> list[Retrieved]:
        """The passages nearest to a query, best first, at most `limit`."""
        chosen = None if documents is None else {self._info(one).id for one in documents}
        return list(self._searcher().search(query, chosen).retrieved[:limit])

    def retriever(self, *, limit: int = 4) -> FootnoteRetriever:
        """Search as a LangChain retriever."""
        from rag.chain import FootnoteRetriever

        return FootnoteRetriever(search=partial(self.search, limit=limit), documents=self.documents)

    def chain(self, *, answerer: str = QUOTES) -> QuestionFlow:
        """The question flow as a LangChain Runnable."""
        from rag.chain import QuestionFlow

        return QuestionFlow(partial(self.stream, answerer=answerer))

    def suggestions(self) -> list[str]:
        """Questions to start with, where the shipped article is in the index."""
        if self._store.of_source(ARTICLE_SOURCE) is None:
            return []
        lines = (files("corpus") / "questions.txt").read_text(encoding="utf-8").splitlines()
        return [line for line in map(str.strip, lines) if line]

    def warm(self) -> None:
        """Load the embedding model, so that the first question needn't wait for it."""
        self._searcher().search("warm up")

    def close(self) -> None:
        """Close the index and let another process have the home."""
        with self._writing:
            self._lexicon.close()
            self._store.close()
            self._home.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self, empty: bool) -> None:
        """Finish a new home: the article first, then the manifest, which makes it an old one."""
        if self._manifest:
            return
        model = self.settings.embedding_model
        packaged = model == PACKAGED_MODEL
        digest = check_packaged_model() if packaged else self._model().digest
        if not empty:
            text = (files("corpus") / "article.txt").read_bytes().decode("utf-8")
            article = make_document(text, title=ARTICLE_TITLE, source=ARTICLE_SOURCE)
            self._ingest().put(article)
        self._manifest = Manifest(
            embedding_model=model,
            embedding_digest=digest,
            passage_characters=self.settings.passage_characters,
        )
        self._home.write_manifest(self._manifest)

    def _model(self) -> Embedder:
        with self._loading:
            if self._embedder is None:
                embedder = Embedder.load(
                    self.settings.embedding_model, threads=self.settings.threads
                )
                made_with = self._manifest.embedding_digest if self._manifest else embedder.digest
                if embedder.digest != made_with:
                    self._home.mismatch("embedding weights", made_with[:12], embedder.digest[:12])
                self._embedder = embedder
            return self._embedder

    def _searcher(self) -> Retriever:
        model = self._model()
        with self._loading:
            if self._retriever is None:
                self._retriever = Retriever(
                    self._store, self._lexicon, model, limit=self.settings.candidates
                )
            return self._retriever

    def _ingest(self) -> Ingest:
        return Ingest(
            store=self._store,
            lexicon=self._lexicon,
            embedder=self._model,
            characters=self.settings.passage_characters,
        )

    def _answerer(self) -> Answerer:
        return Answerer(
            retriever=self._searcher(),
            documents={info.id: info for info in self.documents()},
            not_found_below=self.settings.not_found_below,
            question_characters=self.settings.question_characters,
        )

    def _info(self, document_id: str) -> DocumentInfo:
        fits = [
            info for info in self.documents() if document_id and info.id.startswith(document_id)
        ]
        if len(fits) == 1:
            return fits[0]
        what = "several documents" if fits else "no document"
        raise UnknownDocument(
            f'{what} with the id "{document_id}": see `footnote documents` for the ids'
        )
