"""The question flow: question → stream of events, of which the last is the Answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.confidence import confidence, threshold
from rag.errors import BadQuestion, UnknownAnswerer
from rag.followup import readings, standalone
from rag.rerank import rerank
from rag.retrieve import Candidate, Retriever, Search
from rag.select import MOST, choose
from rag.types import (
    Answer,
    Answered,
    Citation,
    DocumentInfo,
    Event,
    History,
    Quoted,
    Searched,
    Sentence,
    Timings,
)

if TYPE_CHECKING:
    from rag.reader import Reader

QUOTES = "quotes"
NOT_FOUND = "The documents don't say."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, with all that decides its answer besides the index."""

    text: str
    history: History = ()
    documents: Collection[str] | None = None
    answerer: str = QUOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Answers questions from one index. Threads may share it."""

    retriever: Retriever
    reader: Reader | None
    documents: Mapping[str, DocumentInfo]
    not_found_below: float | None
    question_characters: int

    def stream(self, question: Question) -> Iterator[Event]:
        """Search, quote, answer: each event as soon as it is known.

        Raises:
            BadQuestion: it is empty or too long.
            UnknownAnswerer: there is no answerer of that name.
        """
        self._check(question)
        watch = _Watch()
        query = standalone(question.text, question.history)
        search = self.retriever.search(query, question.documents)
        if self.reader:
            search = rerank(search, self.reader, readings(question.text, question.history))
        retrieve = watch.lap()
        yield Searched(query=query, retrieved=search.retrieved)
        quoted = self._quoted(question, search)
        timings = Timings(retrieve=retrieve, quotes=watch.lap(), total=watch.total())
        quoted = replace(quoted, timings=timings)
        yield Quoted(answer=quoted)
        yield Answered(answer=quoted)

    def _check(self, question: Question) -> None:
        if not question.text.strip():
            raise BadQuestion("the question is empty: type what you want to know")
        if len(question.text) > self.question_characters:
            raise BadQuestion(
                f"the question has {len(question.text):,} characters, the limit is "
                f"{self.question_characters:,}: ask something shorter"
            )
        if question.answerer != QUOTES:
            raise UnknownAnswerer(f'no answerer "{question.answerer}" here: use "{QUOTES}"')

    def _quoted(self, question: Question, search: Search) -> Answer:
        sure = confidence(search)
        least = threshold(search) if self.not_found_below is None else self.not_found_below
        found = bool(search.candidates) and sure >= least
        chosen = choose(search.candidates) if found else []
        citations = self._citations(chosen)
        return Answer(
            question=question.text,
            query=search.query,
            status="answered" if found else "not_found",
            text="\n".join(citation.quote for citation in citations) if found else NOT_FOUND,
            sentences=tuple(
                Sentence(
                    text=citation.quote,
                    citations=(citation.number,),
                    support="verbatim",
                    score=1.0,
                )
                for citation in citations
            ),
            citations=citations,
            retrieved=search.retrieved,
            confidence=sure,
            answerer=QUOTES,
            nearest=() if found else self._citations(search.candidates[:MOST]),
        )

    def _citations(self, chosen: Sequence[Candidate]) -> tuple[Citation, ...]:
        return tuple(
            self._citation(number, candidate) for number, candidate in enumerate(chosen, start=1)
        )

    def _citation(self, number: int, candidate: Candidate) -> Citation:
        info = self.documents[candidate.passage.document_id]
        return Citation(
            number=number,
            document_id=info.id,
            title=info.title,
            source=info.source,
            span=candidate.span,
            quote=candidate.text,
            answer=candidate.answer,
        )


@dataclass(slots=True)
class _Watch:
    """Milliseconds since it was made, and since the last lap."""

    begun: float = field(default_factory=time.perf_counter)
    last: float = field(default_factory=time.perf_counter)

    def lap(self) -> float:
        now = time.perf_counter()
        passed, self.last = now - self.last, now
        return passed * 1000

    def total(self) -> float:
        return (time.perf_counter() - self.begun) * 1000
