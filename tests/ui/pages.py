"""Answers and turns to show, made by hand."""

from __future__ import annotations

from typing import Any

from rag import Answer, Citation, Document, Sentence, Span
from ui.conversation import Turn


def document(content: str, **known: Any) -> Document:
    return Document(**{"id": "d1", "title": "A title", "text": content, "source": "a.txt", **known})


def citation(content: str, quote: str, number: int = 1, words: str | None = None) -> Citation:
    start = content.index(quote)
    answer = None
    if words is not None:
        first = content.index(words, start)
        answer = Span(start=first, end=first + len(words))
    return Citation(
        number=number,
        document_id="d1",
        title="A title",
        source="a.txt",
        span=Span(start=start, end=start + len(quote)),
        quote=quote,
        answer=answer,
    )


def answered(*citations: Citation, **known: Any) -> Answer:
    sentences = tuple(
        Sentence(text=one.quote, citations=(one.number,), support="verbatim", score=1.0)
        for one in citations
    )
    basis = {
        "question": "Who?",
        "query": "Who?",
        "status": "answered",
        "text": "\n".join(one.quote for one in citations),
        "sentences": sentences,
        "citations": citations,
        "retrieved": (),
        "confidence": 0.9,
        "answerer": "quotes",
    }
    return Answer(**{**basis, **known})


def not_found(*nearest: Citation) -> Answer:
    return answered(status="not_found", text="The documents don't say.", nearest=nearest)


def turn(answer: Answer | None = None, **known: Any) -> Turn:
    basis = {"id": "t1", "question": "Who?", "state": "done", "query": "Who?", "answer": answer}
    return Turn(**{**basis, **known})
