"""A text that somebody wrote → each of its sentences with its best quotes and a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.check import Checker, Claim, Verdict
from rag.chunk import chunk
from rag.load import make_document
from rag.places import Place, Places, same_words
from rag.types import CheckedText, Citation, Sentence, Support

_NEAREST = 4
_MOST_CITED = 3
_UNSUPPORTED_SHOWN = 2
_MARKER = re.compile(r"\s*\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class _Judged:
    """A sentence, its verdict, and the places that it is shown with."""

    text: str
    verdict: Verdict
    places: tuple[Place, ...]
    verbatim: bool = False


def review(text: str, places: Places, checker: Checker) -> CheckedText:
    """Hold each sentence of `text` against the places nearest to it.

    A sentence is supported where one quote supports it, or up to three together. Markers such
    as [1] are no part of it.
    """
    sentences = [one for one in sentences_of(text) if re.search(r"\w", one)]
    found = [places.nearest(one, _NEAREST) for one in sentences]
    return _numbered(_judge(sentences, found, checker))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, cut as documents are, without markers."""
    document = make_document(_MARKER.sub("", text), title="", source="")
    return [passage.quote(span) for passage in chunk(document) for span in passage.sentences]


def _judge(
    sentences: Sequence[str], found: Sequence[Sequence[Place]], checker: Checker
) -> list[_Judged]:
    singles = iter(
        checker.check_all(
            [
                _claim(one, [place])
                for one, own in zip(sentences, found, strict=True)
                for place in own
            ]
        )
    )
    judged = []
    for text, places in zip(sentences, found, strict=True):
        verdicts = [next(singles) for _ in places]
        if places and same_words(places[0].quote, text):
            sure = Verdict(supported=True, score=1.0)
            judged.append(_Judged(text, sure, (places[0],), verbatim=True))
            continue
        judged.append(_best(text, places, verdicts, checker))
    return judged


def _best(
    text: str, places: Sequence[Place], verdicts: Sequence[Verdict], checker: Checker
) -> _Judged:
    """By one quote where one is enough, else by the best few together."""
    order = sorted(range(len(places)), key=lambda k: (-verdicts[k].score, k))
    if not order:
        return _Judged(text, checker.check(text, ()), ())
    first = verdicts[order[0]]
    if first.supported:
        return _Judged(text, first, (places[order[0]],))
    few = [places[k] for k in sorted(order[:_MOST_CITED])]
    together = checker.check_all([_claim(text, few)])[0]
    if together.supported:
        return _Judged(text, together, tuple(few))
    shown = tuple(places[k] for k in order[:_UNSUPPORTED_SHOWN])
    return _Judged(text, together if together.score >= first.score else first, shown)


def _claim(text: str, places: Sequence[Place]) -> Claim:
    return Claim(
        sentence=text,
        quotes=tuple(place.quote for place in places),
        context=tuple(dict.fromkeys(place.passage for place in places)),
    )


@dataclass(slots=True)
class _Numbers:
    """Citations by place, numbered as they come up."""

    citations: dict[Place, Citation] = field(default_factory=dict)

    def of(self, place: Place) -> int:
        if place not in self.citations:
            self.citations[place] = Citation(
                number=len(self.citations) + 1,
                document_id=place.document_id,
                title=place.title,
                source=place.source,
                span=place.span,
                quote=place.quote,
                page=place.landmark.page if place.landmark else None,
                place=place.landmark.name if place.landmark else "",
            )
        return self.citations[place].number


def _numbered(judged: Sequence[_Judged]) -> CheckedText:
    numbers = _Numbers()
    sentences = tuple(
        Sentence(
            text=one.text,
            citations=tuple(numbers.of(place) for place in one.places),
            support="verbatim" if one.verbatim else _support(one.verdict),
            score=one.verdict.score,
            note=one.verdict.note,
        )
        for one in judged
    )
    return CheckedText(sentences=sentences, citations=tuple(numbers.citations.values()))


def _support(verdict: Verdict) -> Support:
    return "supported" if verdict.supported else "unsupported"
