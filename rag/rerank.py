"""Passages found → read: the reader's word on which sentences answer, and which words.

A sentence's search score is worth so many log-odds, and the reader gives log-odds. Their
sum ranks the sentences, and the passages by their best sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.retrieve import Candidate, Search
from rag.types import Retrieved, Span

if TYPE_CHECKING:
    from rag.reader import Reader, SentenceReading

READ = 6
"""How many passages are read; the rest keep their place after them."""
_SEARCH_ODDS = 12.0
"""What a search score weighs against the reader's log-odds (bench/fit_reader.py)."""


def rerank(search: Search, reader: Reader, question: str) -> Search:
    """The same search with the best passages read, and its sentences and passages in new order.

    Args:
        question: what was asked, as it was asked: the words of an earlier question, which
            search needs, would lead the reader to that question's answer.
    """
    passages = [one.passage for one in search.retrieved[:READ]]
    inside = [
        [(s.start - p.span.start, s.end - p.span.start) for s in p.sentences] for p in passages
    ]
    readings = reader.read(question, [passage.text for passage in passages], inside)
    read: dict[tuple[str, Span], SentenceReading] = {
        (passage.id, sentence): found
        for passage, reading in zip(passages, readings, strict=True)
        for sentence, found in zip(passage.sentences, reading.sentences, strict=True)
    }
    candidates = sorted(
        (
            _judged(one, read[one.passage.id, one.span])
            for one in search.candidates
            if (one.passage.id, one.span) in read
        ),
        key=lambda one: (-one.score, one.passage.document_id, one.span),
    )
    return replace(
        search, candidates=tuple(candidates), retrieved=_in_order(search.retrieved, candidates)
    )


def _judged(candidate: Candidate, found: SentenceReading) -> Candidate:
    start = candidate.passage.span.start
    answer = Span(
        start=max(start + found.start, candidate.span.start),
        end=min(start + found.end, candidate.span.end),
    )
    return replace(
        candidate,
        score=candidate.score + found.score / _SEARCH_ODDS,
        odds=found.score,
        answer=answer if len(answer) else None,
    )


def _in_order(
    retrieved: Sequence[Retrieved], candidates: Sequence[Candidate]
) -> tuple[Retrieved, ...]:
    """Passages that were read by their best sentence; after them the others as they were."""
    best = {one.passage.id: one.score for one in reversed(candidates)}
    last = min(best.values(), default=0.0)
    scored = [
        replace(one, score=best.get(one.passage.id, min(one.score, last))) for one in retrieved
    ]
    scored.sort(key=lambda one: -one.score)
    return tuple(replace(one, rank=rank) for rank, one in enumerate(scored, start=1))
