"""Passages found → read: the reader's word on which sentences answer, and which words.

The reader reads the best sentences with their neighbours, each such window once. A sentence's
search score is worth so many log-odds, and the reader gives log-odds. Their sum ranks the
sentences, and the passages by their best sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.naming import find_name
from rag.retrieve import Candidate, Search
from rag.types import Passage, Retrieved, Span

if TYPE_CHECKING:
    from rag.reader import Reader, SentenceReading

_WINDOWS = 6
"""How many windows are read; passages without one keep their place after the others."""
_SEARCH_ODDS = 9.0
"""What a search score weighs against the reader's log-odds (bench/fit_reader.py)."""
_SCALE = 12.0
"""How many log-odds are 1.0 of a score, so that scores spread as those of search do."""
_LONGEST = 900
"""A neighbour joins a window of at most so many code points."""

_Key = tuple[str, Span]
_Readings = dict[_Key, tuple[int, "SentenceReading"]]
"""For each sentence its best reading, and where the window of that reading starts."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A few neighbouring sentences of a passage."""

    passage: Passage
    sentences: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def text(self) -> str:
        return self.passage.quote(Span(start=self.start, end=self.sentences[-1].end))

    @property
    def inside(self) -> list[tuple[int, int]]:
        return [(one.start - self.start, one.end - self.start) for one in self.sentences]


def rerank(
    search: Search,
    reader: Reader,
    questions: Sequence[str],
    titles: Mapping[str, str] | None = None,
) -> Search:
    """The same search with its best sentences read, and sentences and passages in new order.

    Args:
        questions: the ways to read what was asked (`followup.readings`); a sentence's log-odds
            are the mean over them. The first holds the question's own words, which alone weigh
            from here on.
        titles: those of documents, by id. A question that names one of what was found is read
            with the title before each window, which says how sure it is, and once more without
            that name: the mean ranks.
    """
    windows = _windows(search.candidates)
    heads = {one.passage.document_id: "" for one in windows}
    named = {key: titles[key] for key in heads if key in titles} if titles else {}
    name = find_name(questions[0], named)
    if name is None:
        read = _joined([_read(windows, reader, question, heads) for question in questions])
    else:
        whole = _read(windows, reader, questions[0], heads | named)
        read = _as_sure_as(whole, _joined([whole, _read(windows, reader, name.bare, heads)]))
    candidates = sorted(
        (
            _judged(one, *read[one.passage.id, one.span])
            for one in search.candidates
            if (one.passage.id, one.span) in read
        ),
        key=lambda one: (-one.score, one.passage.document_id, one.span),
    )
    return replace(
        search,
        candidates=tuple(candidates),
        retrieved=_in_order(search.retrieved, candidates),
        weights=search.weights.of(questions[0]),
    )


def _joined(readings: Sequence[_Readings]) -> _Readings:
    """Each sentence with the mean of its log-odds, and the words of its best reading."""
    first, *others = readings
    if not others:
        return first
    joined: _Readings = {}
    for key in first:
        every = [reading[key] for reading in readings]
        start, best = max(every, key=lambda one: one[1].score)
        mean = sum(found.score for _, found in every) / len(every)
        joined[key] = start, replace(best, score=mean)
    return joined


def _as_sure_as(whole: _Readings, read: _Readings) -> _Readings:
    """`read` in its own order, moved to the best log-odds of `whole`: less is asked without a name,
    so that reading says which sentence it is, but not whether there is one."""
    best = max(found.score for _, found in whole.values())
    up = best - max(found.score for _, found in read.values())
    return {
        key: (start, replace(found, score=found.score + up)) for key, (start, found) in read.items()
    }


def _windows(candidates: Sequence[Candidate]) -> list[_Window]:
    """Windows around the best sentences; one that stands in a window already opens no other."""
    windows: list[_Window] = []
    seen: set[_Key] = set()
    for candidate in candidates:
        if len(windows) == _WINDOWS:
            break
        if (candidate.passage.id, candidate.span) not in seen:
            window = _around(candidate)
            windows.append(window)
            seen.update((window.passage.id, one) for one in window.sentences)
    return windows


def _around(candidate: Candidate) -> _Window:
    every = candidate.passage.sentences
    at = every.index(candidate.span)
    first, last = at, at
    if at > 0 and candidate.span.end - every[at - 1].start <= _LONGEST:
        first = at - 1
    if at + 1 < len(every) and every[at + 1].end - every[first].start <= _LONGEST:
        last = at + 1
    return _Window(candidate.passage, every[first : last + 1])


def _read(
    windows: Sequence[_Window], reader: Reader, question: str, heads: Mapping[str, str]
) -> _Readings:
    before = [f"{head}: " if (head := heads[one.passage.document_id]) else "" for one in windows]
    readings = reader.read(
        question,
        [head + window.text for head, window in zip(before, windows, strict=True)],
        [
            [(start + len(head), end + len(head)) for start, end in window.inside]
            for head, window in zip(before, windows, strict=True)
        ],
    )
    best: _Readings = {}
    for window, head, reading in zip(windows, before, readings, strict=True):
        for sentence, found in zip(window.sentences, reading.sentences, strict=True):
            key = window.passage.id, sentence
            if key not in best or best[key][1].score < found.score:
                best[key] = window.start - len(head), found
    return best


def _judged(candidate: Candidate, start: int, found: SentenceReading) -> Candidate:
    answer = Span(
        start=max(start + found.start, candidate.span.start),
        end=min(start + found.end, candidate.span.end),
    )
    return replace(
        candidate,
        score=(_SEARCH_ODDS * candidate.score + found.score) / _SCALE,
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
