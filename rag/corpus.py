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
from rag.errors import BadInput, UnknownDocument
from rag.index import ARTICLE_SOURCE, Index
from rag.ingest import OnProgress
from rag.load import is_address, make_document
from rag.pictures import page_picture
from rag.places import IndexPlaces, TextPlaces
from rag.review import review
from rag.settings import Settings
from rag.types import (
    Answer,
    Answered,
    CheckedText,
    Document,
    DocumentInfo,
    Event,
    History,
    PagePicture,
    Passage,
    Retrieved,
    Span,
)

if TYPE_CHECKING:
    from rag.chain import FootnoteRetriever, QuestionFlow
    from rag.llm.choose import Chosen
    from rag.types import AddReport

GIVEN_TITLE = "the given text"


class Corpus:
    """Documents in a home, ready to be asked. Make one with `open`; threads may share it.

    Example:
        >>> from rag import Corpus
        >>> corpus = Corpus.open()
        >>> corpus.ask("When was the defence pact signed?").citations[0].quote
    """

    def __init__(self, index: Index) -> None:
        """Take over an index that is open already; `open` is the way to make a Corpus."""
        self._index = index
        self._given: tuple[str, TextPlaces] | None = None

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
        place = Path(home) if home is not None else settings.home
        return cls(Index(place, settings, empty=empty))

    @property
    def settings(self) -> Settings:
        """What this index was opened with."""
        return self._index.settings

    @property
    def home(self) -> Path:
        """The folder that the index lives in."""
        return self._index.home.path

    def add(
        self,
        paths: Path | str | Iterable[Path | str],
        *,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add files, folders and web addresses (``https://…``, as text).

        The same file again changes nothing; a changed one replaces. An archive is added as the
        files that are in it.

        Raises:
            FileProblem: the file can't be read as a document; nothing changed.
            SomeFilesFailed: some of several files failed; the rest is in.
            WritingFailed: the index can't be written, as on a full disk; what was added is in.
        """
        named = [paths] if isinstance(paths, (str, Path)) else list(paths)
        addresses = [one for one in named if isinstance(one, str) and is_address(one)]
        files = [Path(one) for one in named if one not in addresses]
        with self._index.writing:
            return self._index.ingest().add(files, on_progress, addresses=addresses)

    def mirror(self, folder: Path | str, *, on_progress: OnProgress | None = None) -> AddReport:
        """Bring the index in step with a folder: added, changed, renamed and deleted files.

        What fails is in the report, and doesn't keep the rest from being followed.

        Raises:
            FileProblem: there is no such folder; nothing changed.
            WritingFailed: the index can't be written, as on a full disk.
        """
        with self._index.writing:
            return self._index.ingest().mirror(Path(folder), on_progress)

    def watch(
        self,
        folder: Path | str,
        *,
        stop: threading.Event | None = None,
        on_progress: OnProgress | None = None,
    ) -> Iterator[AddReport]:
        """The same now and after each change in the folder, a report each, until `stop` is set.

        Raises:
            FileProblem, WritingFailed: as `mirror` says.
        """
        from rag.ingest.watching import watch

        place = Path(folder)

        def follow(changed: Collection[Path] | None) -> AddReport:
            with self._index.writing:
                return self._index.ingest().mirror(place, on_progress, changed)

        return watch(place, follow, stop)

    def remove(self, document_id: str) -> DocumentInfo:
        """Take a document out; gives back what it was.

        Raises:
            UnknownDocument: there is none of that id.
        """
        with self._index.writing:
            info = self._info(document_id)
            copies = self._index.store.originals()
            self._index.store.remove(info.id)
            self._index.originals.delete(copies - self._index.store.originals())
            self._index.sync()
        return info

    def documents(self) -> list[DocumentInfo]:
        """The documents in the index, by title."""
        return self._index.store.documents()

    def document(self, document_id: str) -> Document:
        """A document with its text. The start of an id is enough where it fits only one.

        Raises:
            UnknownDocument: there is none of that id.
        """
        info = self._info(document_id)
        passages = self._index.store.passages(info.id)
        return Document(
            id=info.id,
            title=info.title,
            text="".join(passage.text for passage in passages),
            source=info.source,
            landmarks=tuple(dict.fromkeys(mark for one in passages for mark in one.landmarks)),
            note=info.note,
            original=info.original,
        )

    def page_picture(
        self, document_id: str, page: int, *, lit: Iterable[Span] = (), width: int = 1200
    ) -> PagePicture:
        """A page of a document as it looks in its file, and where on it some words stand.

        Args:
            page: its number, from 1.
            lit: stretches of the document's text to be found on the page.
            width: of the picture, in pixels, from 100 to 3000.

        Raises:
            UnknownDocument: there is none of that id.
            FileProblem: the home has no copy of the file, or no such page.
        """
        return page_picture(
            self.document(document_id), page, tuple(lit), width, self._index.originals
        )

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document, in reading order.

        Raises:
            UnknownDocument: there is none of that id.
        """
        return self._index.store.passages(self._info(document_id).id)

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        documents: Collection[str] | None = None,
        answerer: str | None = QUOTES,
    ) -> Answer:
        """Answer a question from the documents: the last event of `stream`.

        Args:
            question: what somebody wants to know, in ordinary words.
            history: earlier questions and answers, oldest first.
            documents: ids of the documents to ask; all where it is None.
            answerer: who answers: "quotes", which needs no language model, "local",
                "local:NAME" or "PROVIDER:MODEL"; None: "local" where a model is set up.

        Raises:
            BadQuestion: the question is empty or too long.
            UnknownAnswerer, UnknownModel, UnknownDocument: there is none of that name.
            ModelProblem: the language model that is named lacks something.
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
        answerer: str | None = QUOTES,
    ) -> Iterator[Event]:
        """Answer a question event by event; arguments and errors are those of `ask`."""
        chosen = None if documents is None else {self._info(one).id for one in documents}
        yield from self._answerer(answerer).stream(
            Question(text=question, history=history, documents=chosen)
        )

    def answerer(self, wanted: str | None = None) -> Chosen:
        """Who answers when `wanted` is asked for: its name, and why, where it is not a model.

        Raises:
            UnknownAnswerer, UnknownModel, ModelProblem: as `ask` says.
        """
        return self._index.chosen(wanted)

    def check(
        self,
        text: str,
        *,
        document: str | None = None,
        documents: Collection[str] | None = None,
    ) -> CheckedText:
        """Hold a text that somebody wrote, sentence by sentence, against the documents.

        Args:
            text: what was written; markers such as [1] in it are passed over.
            document: a text to hold it against instead of the index, which stays as it is;
                the citations' offsets are into that text.
            documents: ids of the documents to look in; all where it is None.

        Raises:
            BadInput: one of the texts is empty.
            UnknownDocument: there is none of that id.
        """
        if not text.strip():
            raise BadInput("there is no text to check: give at least one sentence")
        if document is None:
            return review(text, self._index_places(documents), self._index.checker())
        if not document.strip():
            raise BadInput("the document is empty: there is nothing to hold the text against")
        return review(text, self._text_places(document), self._index.checker())

    def _index_places(self, documents: Collection[str] | None) -> IndexPlaces:
        chosen = None if documents is None else {self._info(one).id for one in documents}
        return IndexPlaces(
            retriever=self._index.retriever(),
            infos={info.id: info for info in self.documents()},
            documents=chosen,
        )

    def _text_places(self, text: str) -> TextPlaces:
        """A given text, cut and embedded; the last one is kept for the next call."""
        kept = self._given
        if kept is None or kept[0] != text:
            document = make_document(text, title=GIVEN_TITLE, source="")
            kept = self._given = (text, TextPlaces(document, self._index.embedder()))
        return kept[1]

    def search(
        self, query: str, *, limit: int = 10, documents: Collection[str] | None = None
    ) -> list[Retrieved]:
        """The passages nearest to a query, best first, at most `limit`."""
        chosen = None if documents is None else {self._info(one).id for one in documents}
        return list(self._index.retriever().search(query, chosen).retrieved[:limit])

    def export(self, file: Path | str, *, force: bool = False) -> int:
        """Write all passages with their vectors to a JSONL file; gives their number.

        Raises:
            FileProblem: the file is there already and `force` isn't set, or can't be written.
        """
        from rag.export import export

        return export(self._index.store, Path(file), force=force)

    def import_chroma(
        self, folder: Path | str, collection: str, *, on_progress: OnProgress | None = None
    ) -> list[DocumentInfo]:
        """Add the texts of a Chroma collection that another program made, such as LangChain's.

        Raises:
            FileProblem: there is no such collection, or it holds no texts.
        """
        from rag.foreign import documents_of

        found = []
        for document in documents_of(Path(folder), collection):
            with self._index.writing:
                self._index.ingest().put(document, on_progress)
            found.append(self._info(document.id))
        return found

    def retriever(self, *, limit: int = 4) -> FootnoteRetriever:
        """Search as a LangChain retriever."""
        from rag.chain import FootnoteRetriever

        return FootnoteRetriever(search=partial(self.search, limit=limit), documents=self.documents)

    def chain(self, *, answerer: str | None = QUOTES) -> QuestionFlow:
        """The question flow as a LangChain Runnable."""
        from rag.chain import QuestionFlow

        return QuestionFlow(partial(self.stream, answerer=answerer))

    def suggestions(self) -> list[str]:
        """Questions to start with, where the shipped article is in the index."""
        if self._index.store.of_source(ARTICLE_SOURCE) is None:
            return []
        lines = (files("corpus") / "questions.txt").read_text(encoding="utf-8").splitlines()
        return [line for line in map(str.strip, lines) if line]

    def warm(self) -> None:
        """Load the embedding model, so that the first question needn't wait for it."""
        self._index.retriever().search("warm up")
        self._index.reader()

    def warm_writer(self, answerer: str | None = None) -> None:
        """Load the language model and the check, so that the first writing needn't wait.

        Raises:
            UnknownAnswerer, UnknownModel, ModelProblem, ModelFailed: it can't be had.
        """
        composer = self._index.composer(self._index.chosen(answerer))
        if composer:
            composer.writer.warm()

    def close(self) -> None:
        """Close the index and let another process have the home."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _answerer(self, answerer: str | None) -> Answerer:
        return Answerer(
            composer=self._index.composer(self._index.chosen(answerer)),
            retriever=self._index.retriever(),
            reader=self._index.reader(),
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
