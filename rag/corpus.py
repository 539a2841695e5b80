"""The façade that people use: a set of documents that can be asked."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.answer import QUOTES, Answerer, Question
from rag.audience import Audience, audience_of
from rag.errors import AccessProblem, BadInput, SomeFilesFailed, UnknownDocument
from rag.index import ARTICLE_SOURCE, Index
from rag.ingest import OnProgress
from rag.load import is_address, make_document
from rag.pictures import page_picture
from rag.places import IndexPlaces, TextPlaces
from rag.retrieve import Retriever
from rag.review import review
from rag.settings import Settings
from rag.shelf import Shelf
from rag.suggest import suggest
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
    document_of,
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

    def __init__(self, index: Index, groups: frozenset[str] | None = None) -> None:
        """Take over an index that is open already; `open` is the way to make a Corpus."""
        self._index = index
        self._groups = groups
        self._given: tuple[str, TextPlaces] | None = None

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
        audience = self._audience(groups)
        named = [paths] if isinstance(paths, (str, Path)) else list(paths)
        addresses = [one for one in named if isinstance(one, str) and is_address(one)]
        files = [Path(one) for one in named if one not in addresses]
        with self._index.writing:
            try:
                report = self._index.ingest(audience).add(files, on_progress, addresses=addresses)
            except SomeFilesFailed as error:
                self._withdraw(error.report, audience)
                raise
            self._withdraw(report, audience)
        return report

    def _audience(self, groups: Collection[str]) -> Audience:
        audience = audience_of(groups)
        if self._groups is not None and not audience <= self._groups:
            raise AccessProblem("documents can be added for your own groups only")
        return audience

    def _withdraw(self, report: AddReport, audience: Audience) -> None:
        """Take what was added for some away from those whom it was for before."""
        if self._groups is not None:
            return
        infos = (*report.added, *report.replaced, *report.renamed, *report.unchanged)
        copies = self._index.shelves.originals()
        for shelf in self._others(audience):
            gone = [shelf.store.remove_source(info.source) for info in infos]
            if any(gone):
                shelf.sync()
        self._index.originals.delete(copies - self._index.shelves.originals())

    def _others(self, audience: Audience) -> list[Shelf]:
        """All shelves but one."""
        shelves = self._index.shelves.seen_by(None)
        return [shelf for shelf in shelves if shelf.store.audience != audience]

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
        return self._mirror(Path(folder), self._audience(groups), on_progress)

    def _mirror(
        self,
        folder: Path,
        audience: Audience,
        on_progress: OnProgress | None,
        changed: Collection[Path] | None = None,
    ) -> AddReport:
        with self._index.writing:
            report = self._index.ingest(audience).mirror(folder, on_progress, changed)
            self._withdraw(report, audience)
            gone = report.removed
            if self._groups is None:
                for shelf in self._others(audience):
                    gone += self._index.ingest(shelf.store.audience).forget_gone(folder)
        return replace(report, removed=gone)

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
        from rag.ingest.watching import watch

        place, audience = Path(folder), self._audience(groups)

        def follow(changed: Collection[Path] | None) -> AddReport:
            return self._mirror(place, audience, on_progress, changed)

        return watch(place, follow, stop)

    def remove(self, document_id: str) -> DocumentInfo:
        """Take a document out; gives back what it was.

        Raises:
            UnknownDocument: there is none of that id.
            StoreBusy: another process is changing the shared store.
        """
        with self._index.writing:
            info = self._info(document_id)
            copies = self._index.shelves.originals()
            for shelf in self._shelves():
                shelf.store.remove(info.id)
            self._index.originals.delete(copies - self._index.shelves.originals())
            self._index.shelves.sync()
        return info

    def documents(self) -> list[DocumentInfo]:
        """The documents in the index, by title."""
        unique: dict[str, DocumentInfo] = {}
        for shelf in self._shelves():
            for info in shelf.store.documents():
                unique.setdefault(info.id, info)
        return sorted(unique.values(), key=lambda info: (info.title.casefold(), info.id))

    def document(self, document_id: str) -> Document:
        """A document with its text. The start of an id is enough where it fits only one.

        Raises:
            UnknownDocument: there is none of that id.
        """
        info = self._info(document_id)
        return document_of(info, self._passages(info.id))

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

    def _shelves(self) -> list[Shelf]:
        return self._index.shelves.seen_by(self._groups)

    def _retriever(self) -> Retriever:
        return self._index.retriever(self._shelves())

    def _passages(self, document_id: str) -> list[Passage]:
        for shelf in self._shelves():
            if shelf.store.holds(document_id):
                return shelf.store.passages(document_id)
        raise UnknownDocument(f'no document with the id "{document_id}": it was just removed')

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document, in reading order.

        Raises:
            UnknownDocument: there is none of that id.
        """
        return self._passages(self._info(document_id).id)

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
        with self._index.quiet.broken():
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
            retriever=self._retriever(),
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
        return list(self._retriever().search(query, chosen).retrieved[:limit])

    def export(self, file: Path | str, *, force: bool = False) -> int:
        """Write all passages that are seen, with their vectors, to a JSONL file; their number.

        Raises:
            FileProblem: the file is there already and `force` isn't set, or can't be written.
        """
        from rag.export import export

        return export([shelf.store for shelf in self._shelves()], Path(file), force=force)

    def import_chroma(
        self, folder: Path | str, collection: str, *, on_progress: OnProgress | None = None
    ) -> list[DocumentInfo]:
        """Add the texts of a Chroma collection that another program made, such as LangChain's.

        They are for everyone.

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
        """Questions to start with: those made for documents, then the shipped article's own."""
        made = [question for questions in self.suggested().values() for question in questions]
        if not any(shelf.store.of_source(ARTICLE_SOURCE) for shelf in self._shelves()):
            return made
        lines = (files("corpus") / "questions.txt").read_text(encoding="utf-8").splitlines()
        return [*made, *(line for line in map(str.strip, lines) if line)]

    def suggested(self) -> dict[str, list[str]]:
        """Questions that a document is known to answer, by its id, where some were made."""
        made = self._index.suggestions.all()
        return {info.id: made[info.id] for info in self.documents() if made.get(info.id)}

    def suggest(self, document_id: str, *, answerer: str | None = None) -> list[str]:
        """Have the local model make questions that a document answers, while nobody asks.

        Each is kept only if the reader finds its answer, with good confidence, in the passage
        that it was made from. None are made without a local model; what was made is kept.

        Raises:
            UnknownDocument: there is none of that id.
            ModelFailed: somebody asked in between, or the model failed; try again later.
        """
        info = self._info(document_id)
        chosen = self._index.chosen(answerer)
        composer = self._index.composer(chosen) if chosen.kind == "local" else None
        if composer is None or self._index.suggestions.knows(info.id):
            return self._index.suggestions.of(info.id)
        mutter = getattr(composer.writer.voice, "mutter", None)
        if mutter is None:
            return []
        flow = self._answerer(QUOTES)

        def answer(question: str) -> Answer:
            self._index.quiet.wait()
            *_, last = flow.stream(Question(text=question, documents={info.id}))
            assert isinstance(last, Answered)
            return last.answer

        made = suggest(self._passages(info.id), mutter, answer)
        self._index.suggestions.keep(info.id, made)
        return made

    def warm(self) -> None:
        """Load the embedding model, so that the first question needn't wait for it."""
        self._retriever().search("warm up")
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
            retriever=self._retriever(),
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
