"""The façade that people use: a set of documents that can be asked."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag import starters
from rag.answer import QUOTES, Question
from rag.asking import answer_in, stream
from rag.audience import audience_of
from rag.changes import Changes, put_all, remove
from rag.checking import Checking
from rag.index import Index
from rag.ingest import OnProgress
from rag.pictures import page_picture
from rag.seen import Seen
from rag.settings import Settings
from rag.types import (
    AddReport,
    Answer,
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


class Corpus:
    """Documents in a home, ready to be asked. Make one with `open`; threads may share it.

    Example:
        >>> from rag import Corpus
        >>> corpus = Corpus.open()
        >>> corpus.ask("When was the defence pact signed?").citations[0].quote
    """

    def __init__(self, index: Index, groups: frozenset[str] | None = None) -> None:
        """Take over an index that is open already; `open` is the way to make a Corpus."""
        self._index = index
        self._seen = Seen(index, groups)
        self._checking = Checking(self._seen)

    def seen_by(self, groups: Collection[str]) -> Corpus:
        """The same index as one sees it who is in these groups: the rest isn't there.

        Closing is left to the one that was opened.

        Raises:
            AccessProblem: a name that no group can have.
        """
        return Corpus(self._index, audience_of(groups))

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
            StoreFailed, StoreBusy: the server that `settings.store` names isn't there, or is
                being filled by another process for the first time.
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
        """The folder of the index, or of all that isn't the index where that is on a server."""
        return self._index.place

    def add(
        self,
        paths: Path | str | Iterable[Path | str],
        *,
        groups: Collection[str] = (),
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add files, folders and web addresses (``https://…``, as text).

        The same file again changes nothing; a changed one replaces. An archive is added as the
        files that are in it.

        Args:
            paths: files and folders.
            groups: who may see them; everyone where there are none. Where the whole index is
                open, a file that is there for others is for these from now on.
            on_progress: told how far it has come.

        Raises:
            FileProblem: the file can't be read as a document; nothing changed.
            SomeFilesFailed: some of several files failed; the rest is in.
            WritingFailed: the index can't be written, as on a full disk; what was added is in.
            AccessProblem: one of the groups is none that this corpus is seen by.
            StoreBusy: another process is changing the shared store.
        """
        return Changes.of(self._seen, groups, on_progress).add(paths)

    def mirror(
        self,
        folder: Path | str,
        *,
        groups: Collection[str] = (),
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Bring the index in step with a folder: added, changed, renamed and deleted files.

        What fails is in the report, and doesn't keep the rest from being followed.

        Args:
            folder: whose files are to be in the index, and no others from there.
            groups: who may see them, as `add` says.
            on_progress: told how far it has come.

        Raises:
            FileProblem: there is no such folder; nothing changed.
            WritingFailed: the index can't be written, as on a full disk.
            AccessProblem, StoreBusy: as `add` says.
        """
        return Changes.of(self._seen, groups, on_progress).mirror(Path(folder))

    def watch(
        self,
        folder: Path | str,
        *,
        stop: threading.Event | None = None,
        groups: Collection[str] = (),
        on_progress: OnProgress | None = None,
    ) -> Iterator[AddReport]:
        """The same now and after each change in the folder, a report each, until `stop` is set.

        Raises:
            FileProblem, WritingFailed, AccessProblem, StoreBusy: as `mirror` says.
        """
        return Changes.of(self._seen, groups, on_progress).watch(Path(folder), stop)

    def remove(self, document_id: str) -> DocumentInfo:
        """Take a document out; gives back what it was.

        Raises:
            UnknownDocument: there is none of that id.
            StoreBusy: another process is changing the shared store.
        """
        return remove(self._seen, document_id)

    def documents(self) -> list[DocumentInfo]:
        """The documents in the index, by title."""
        return list(self._seen.infos().values())

    def document(self, document_id: str) -> Document:
        """A document with its text. The start of an id is enough where it fits only one.

        Raises:
            UnknownDocument: there is none of that id.
        """
        return self._seen.document(document_id)

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
        return self._seen.passages(self._seen.info(document_id).id)

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
            HomeProblem: the index is damaged.
        """
        events = self.stream(question, history=history, documents=documents, answerer=answerer)
        return answer_in(events)

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        documents: Collection[str] | None = None,
        answerer: str | None = QUOTES,
    ) -> Iterator[Event]:
        """Answer a question event by event; arguments and errors are those of `ask`."""
        asked = Question(text=question, history=history, documents=documents)
        return stream(self._seen, asked, answerer)

    def answerer(self, wanted: str | None = None) -> Chosen:
        """Who answers when `wanted` is asked for: its name, and why, where it is not a model.

        Raises:
            UnknownAnswerer, UnknownModel, ModelProblem: as `ask` says.
        """
        return self._index.models.chosen(wanted)

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
        return self._checking.check(text, document, documents)

    def search(
        self, query: str, *, limit: int = 10, documents: Collection[str] | None = None
    ) -> list[Retrieved]:
        """The passages nearest to a query, best first, at most `limit`."""
        chosen = self._seen.ids(documents)
        return list(self._seen.retriever().search(query, chosen).retrieved[:limit])

    def export(self, file: Path | str, *, force: bool = False) -> int:
        """Write all passages that are seen, with their vectors, to a JSONL file; their number.

        Raises:
            FileProblem: the file is there already and `force` isn't set, or can't be written.
        """
        from rag.export import export

        stores = [shelf.store for shelf in self._seen.shelves()]
        return export(stores, Path(file), force=force)

    def import_chroma(
        self, folder: Path | str, collection: str, *, on_progress: OnProgress | None = None
    ) -> list[DocumentInfo]:
        """Add the texts of a Chroma collection that another program made, such as LangChain's.

        They are for everyone.

        Raises:
            FileProblem: there is no such collection, or it holds no texts.
        """
        from rag.foreign import documents_of

        return put_all(self._seen, documents_of(Path(folder), collection), on_progress)

    def retriever(self, *, limit: int = 4) -> FootnoteRetriever:
        """Search as a LangChain retriever."""
        from rag.chain import FootnoteRetriever

        return FootnoteRetriever(search=partial(self.search, limit=limit), documents=self.documents)

    def chain(self, *, answerer: str | None = QUOTES) -> QuestionFlow:
        """The question flow as a LangChain Runnable."""
        from rag.chain import QuestionFlow

        return QuestionFlow(partial(self.stream, answerer=answerer))

    def suggestions(self) -> list[str]:
        """Questions to start with: those made for documents, then the shipped article's own."""
        return starters.of(self._seen)

    def suggested(self) -> dict[str, list[str]]:
        """Questions that a document is known to answer, by its id, where some were made."""
        return starters.made(self._seen)

    def suggest(self, document_id: str, *, answerer: str | None = None) -> list[str]:
        """Have the local model make questions that a document answers, while nobody asks.

        Each is kept only if the reader finds its answer, with good confidence, in the passage
        that it was made from. None are made without a local model; what was made is kept.

        Raises:
            UnknownDocument: there is none of that id.
            ModelFailed: somebody asked in between, or the model failed; try again later.
        """
        return starters.make(self._seen, document_id, answerer)

    def warm(self) -> None:
        """Load the embedding model, so that the first question needn't wait for it."""
        self._seen.retriever().search("warm up")
        self._index.models.reader()

    def warm_writer(self, answerer: str | None = None) -> None:
        """Load the language model and the check, so that the first writing needn't wait.

        Raises:
            UnknownAnswerer, UnknownModel, ModelProblem, ModelFailed: it can't be had.
        """
        composer = self._index.models.composer(self._index.models.chosen(answerer))
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
