"""Asking what one sees of an index: who answers, from what, and the last word of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.answer import Answerer, Question
from rag.seen import Seen
from rag.types import Answer, Answered, Event, Quoted


def stream(seen: Seen, question: Question, answerer: str | None) -> Iterator[Event]:
    """Answer a question event by event; its documents are named as `Seen.info` takes them.

    Raises:
        BadQuestion, UnknownAnswerer, UnknownModel, UnknownDocument, ModelProblem, HomeProblem: as
            `Corpus.ask` says.
    """
    asked = replace(question, documents=seen.ids(question.documents))
    with seen.index.quiet.broken():
        for event in answering(seen, answerer).stream(asked):
            if isinstance(event, Quoted):
                seen.verify((*event.answer.citations, *event.answer.nearest))
            yield event


def answering(seen: Seen, answerer: str | None) -> Answerer:
    """Who answers, from what is seen now."""
    index = seen.index
    return Answerer(
        composer=index.models.composer(index.models.chosen(answerer)),
        retriever=seen.retriever(),
        reader=index.models.reader(),
        documents=seen.infos(),
        not_found_below=index.settings.not_found_below,
        question_characters=index.settings.question_characters,
    )


def answer_in(events: Iterable[Event]) -> Answer:
    """The answer that a stream ends with."""
    *_, last = events
    assert isinstance(last, Answered)
    return last.answer
