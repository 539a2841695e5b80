"""Answers and documents in the JSON that others rely on. The shapes are public: keep them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rag.types import Answer, CheckedText, Citation, DocumentInfo, Retrieved, Sentence


def answer_json(answer: Answer, id: str | None = None) -> dict[str, Any]:  # noqa: A002
    """An answer as one JSON object; `id` is the caller's name for the question."""
    return {
        "id": id,
        "question": answer.question,
        "query": answer.query,
        "status": answer.status,
        "text": answer.text,
        "confidence": round(answer.confidence, 4),
        "answerer": answer.answerer,
        "sentences": [_sentence(one) for one in answer.sentences],
        "withheld": [_sentence(one) for one in answer.withheld],
        "citations": [_citation(one) for one in answer.citations],
        "retrieved": [_retrieved(one) for one in answer.retrieved],
        "timings_ms": {
            "retrieve": round(answer.timings.retrieve, 1),
            "quotes": round(answer.timings.quotes, 1),
            "write": round(answer.timings.write, 1),
            "total": round(answer.timings.total, 1),
        },
        "error": answer.notice or None,
    }


def error_json(error: str, *, question: str = "", id: str | None = None) -> dict[str, Any]:  # noqa: A002
    """The same shape for a question that could not be answered because something failed."""
    return {
        "id": id,
        "question": question,
        "query": "",
        "status": "error",
        "text": "",
        "confidence": 0.0,
        "answerer": "quotes",
        "sentences": [],
        "withheld": [],
        "citations": [],
        "retrieved": [],
        "timings_ms": {"retrieve": 0, "quotes": 0, "write": 0, "total": 0},
        "error": error,
    }


def check_json(
    checked: CheckedText | None,
    id: str | None = None,  # noqa: A002
    error: str | None = None,
) -> dict[str, Any]:
    """A checked text as one JSON object; None with an `error` where it couldn't be checked."""
    return {
        "id": id,
        "sentences": [_sentence(one) for one in checked.sentences] if checked else [],
        "citations": [_citation(one) for one in checked.citations] if checked else [],
        "error": error,
    }


def documents_json(documents: Iterable[DocumentInfo]) -> list[dict[str, Any]]:
    """The documents of an index as a JSON list."""
    return [
        {
            "document_id": info.id,
            "title": info.title,
            "source": info.source,
            "characters": info.characters,
            "passages": info.passages,
            "pages": info.pages or None,
            "note": info.note or None,
        }
        for info in documents
    ]


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "support": sentence.support,
        "score": round(sentence.score, 4),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "document_id": citation.document_id,
        "title": citation.title,
        "source": citation.source,
        "page": citation.page,
        "place": citation.place or None,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "answer_start": citation.answer.start if citation.answer else None,
        "answer_end": citation.answer.end if citation.answer else None,
    }


def _retrieved(retrieved: Retrieved) -> dict[str, Any]:
    return {
        "document_id": retrieved.passage.document_id,
        "start": retrieved.passage.span.start,
        "end": retrieved.passage.span.end,
        "score": round(retrieved.score, 4),
        "rank": retrieved.rank,
    }
