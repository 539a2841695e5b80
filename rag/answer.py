"""The question flow: question → stream of events, of which the last is the Answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.compose import NOT_FOUND, Composer
from rag.confidence import confidence, threshold
from rag.context import context, likely
from rag.doubt import NOT_FOUND_JOINED
from rag.errors import BadQuestion, ModelFailed, ModelProblem
from rag.focus import focused
from rag.followup import leans, own_words, readings, standalone
from rag.found import Found
from rag.parts import parts
from rag.preamble import without_preamble
from rag.rerank import rerank
from rag.retrieve import Candidate, Retriever, Search
from rag.select import MOST
from rag.types import (
    Answer,
    Answered,
    Checked,
    Citation,
    DocumentInfo,
    Event,
    History,
    Quoted,
    Searched,
    Sentence,
    Timings,
    Writing,
)

if TYPE_CHECKING:
    from rag.reader import Reader

QUOTES = "quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, with all that decides its answer besides the index."""

    text: str
    history: History = ()
    documents: Collection[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Answers questions from one index. Threads may share it."""

    retriever: Retriever
    reader: Reader | None
    composer: Composer | None = None
    """Who writes from the quotes; None: they stand alone."""
    documents: Mapping[str, DocumentInfo]
    not_found_below: float | None
    question_characters: int

    def stream(self, question: Question) -> Iterator[Event]:
        """Search, quote, answer: each event as soon as it is known.

        Raises:
            BadQuestion: it is empty or too long.
        """
        self._check(question)
        watch = _Watch()
        found = self._search(question)
        retrieve = watch.lap()
        yield Searched(query=found.query, retrieved=found.retrieved)
        quoted, leads = self._quoted(question, found)
        timings = Timings(retrieve=retrieve, quotes=watch.lap(), total=watch.total())
        quoted = replace(quoted, timings=timings)
        yield Quoted(answer=quoted)
        answer = quoted
        if self.composer:
            answer = yield from self._composed(self.composer, quoted, leads)
            timings = replace(timings, write=watch.lap(), total=watch.total())
        yield Answered(answer=replace(answer, timings=timings))

    def _search(self, question: Question) -> Found:
        """What is found for each thing that is asked; a later one may lean on those before it."""
        history = [(asked, "" if said == NOT_FOUND else said) for asked, said in question.history]
        searches = []
        for part in parts(without_preamble(question.text)):
            search = self._found(part, history, question.documents)
            searches.append(search)
            history.append((part, search.candidates[0].text if search.candidates else ""))
        return Found(searches=tuple(searches))

    def _found(self, part: str, history: History, documents: Collection[str] | None) -> Search:
        asked, before = " ".join(part.split()), None
        if history and leans(part):
            asked = own_words(part)
            before = context(self.retriever, asked, history, documents)
        search = self.retriever.search(asked, documents, before)
        if before:
            search = likely(search, part, before, history)
            search = replace(search, query=standalone(part, history))
        if self.reader:
            ways = readings(asked, before.text if before else "")
            titles = {} if before else self._titles(search)
            search = focused(self.retriever, search, titles, documents)
            search = rerank(search, self.reader, ways, titles)
        return search

    def _titles(self, search: Search) -> dict[str, str]:
        found = {one.passage.document_id for one in search.candidates}
        return {key: self.documents[key].title for key in found if key in self.documents}

    def _composed(
        self, composer: Composer, quoted: Answer, leads: Sequence[int]
    ) -> Generator[Writing | Checked, None, Answer]:
        """The second layer; where the model fails, the first with a word on why."""
        own = self.not_found_below
        least = NOT_FOUND_JOINED if own is None else own
        try:
            return (yield from composer.compose(quoted, least, leads))
        except (ModelFailed, ModelProblem) as problem:
            return replace(quoted, notice=str(problem))

    def _least(self, search: Search) -> float:
        return threshold(search) if self.not_found_below is None else self.not_found_below

    def _check(self, question: Question) -> None:
        if not question.text.strip():
            raise BadQuestion("the question is empty: type what you want to know")
        if len(question.text) > self.question_characters:
            raise BadQuestion(
                f"the question has {len(question.text):,} characters, the limit is "
                f"{self.question_characters:,}: ask something shorter"
            )

    def _quoted(self, question: Question, found: Found) -> tuple[Answer, tuple[int, ...]]:
        """The answer in quotes, and the numbers of those that lead."""
        told = [
            one for one in found.searches if one.candidates and confidence(one) >= self._least(one)
        ]
        chosen = found.chosen(told)
        citations = self._citations(chosen.candidates)
        answer = Answer(
            question=question.text,
            query=found.query,
            status="answered" if told else "not_found",
            text="\n".join(citation.quote for citation in citations) if told else NOT_FOUND,
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
            retrieved=found.retrieved,
            confidence=max(map(confidence, found.searches)),
            answerer=QUOTES,
            nearest=() if told else self._citations(found.candidates[:MOST]),
        )
        return answer, chosen.leads

    def _citations(self, chosen: Sequence[Candidate]) -> tuple[Citation, ...]:
        return tuple(
            self._citation(number, candidate) for number, candidate in enumerate(chosen, start=1)
        )

    def _citation(self, number: int, candidate: Candidate) -> Citation:
        info = self.documents[candidate.passage.document_id]
        landmark = candidate.passage.landmark_of(candidate.span)
        return Citation(
            number=number,
            document_id=info.id,
            title=info.title,
            source=info.source,
            span=candidate.span,
            quote=candidate.text,
            page=landmark.page if landmark else None,
            place=landmark.name if landmark else "",
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
