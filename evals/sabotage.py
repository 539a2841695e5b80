"""Ten ways to spoil a run on purpose, to see whether the metrics see it.

Each takes the rows of a run and gives back the rows of a worse system. One of them has to ask
anew (follow-ups without their history); the rest work on what was stored.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.answers import Given, GivenCitation, GivenSentence
from evals.scorers import Row

Spoil = Callable[[Sequence[Row]], list[Row]]
_SEED = 11
_END = re.compile(r"(?<=[.!?])\s+|\n+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sabotage:
    """One way to spoil: the metric that must see it, and those it can't but touch as well."""

    name: str
    spoil: Spoil
    sees: str
    touches: frozenset[str] = frozenset()


def _with(row: Row, **parts: object) -> Row:
    return replace(row, given=row.given.model_copy(update=parts))


def _moved(citation: GivenCitation, start: int, end: int, quote: str) -> GivenCitation:
    update = {"start": start, "end": end, "quote": quote, "answer_start": None, "answer_end": None}
    return citation.model_copy(update=update)


def shift_offsets(rows: Sequence[Row]) -> list[Row]:
    """Every citation's offsets one too high."""
    return [
        _with(
            row,
            citations=tuple(
                one.model_copy(update={"start": one.start + 1, "end": one.end + 1})
                for one in row.given.citations
            ),
        )
        for row in rows
    ]


def shuffle_citations(rows: Sequence[Row]) -> list[Row]:
    """Each answer gets another answer's citations."""
    giving = [row for row in rows if row.given.citations]
    order = list(range(len(giving)))
    random.Random(_SEED).shuffle(order)
    swapped = {
        giving[at].case.id: giving[order[place - 1]].given.citations
        for place, at in enumerate(order)
    }
    return [_with(row, citations=swapped.get(row.case.id, ())) for row in rows]


def cite_next_sentence(rows: Sequence[Row]) -> list[Row]:
    """The sentence after the one that should be cited."""
    return [
        _with(row, citations=tuple(_next(one, row.texts) for one in row.given.citations))
        for row in rows
    ]


def _next(citation: GivenCitation, texts: Mapping[str, str]) -> GivenCitation:
    text = texts[citation.document]
    rest = text[citation.end :]
    start = citation.end + len(rest) - len(rest.lstrip())
    found = _END.search(text, start + 1)
    end = found.start() if found else len(text)
    if start >= end:
        start, end = 0, min(80, len(text))
    return _moved(citation, start, end, text[start:end])


def alter_numbers(rows: Sequence[Row]) -> list[Row]:
    """One digit changed in a tenth of all texts."""
    able = [row for row in rows if _DIGIT.search(row.given.text) and row.given.sentences]
    picked = random.Random(_SEED).sample(able, min(len(able), math.ceil(len(rows) / 10)))
    chosen = {row.case.id for row in picked}
    return [_altered(row) if row.case.id in chosen else row for row in rows]


def _altered(row: Row) -> Row:
    sentences: list[GivenSentence] = []
    done = False
    for sentence in row.given.sentences:
        found = None if done else _DIGIT.search(sentence.text)
        if found:
            other = str((int(found.group()) + 3) % 9 + 1)
            text = sentence.text[: found.start()] + other + sentence.text[found.end() :]
            sentence, done = sentence.model_copy(update={"text": text}), True  # noqa: PLW2901
        sentences.append(sentence)
    text = "\n".join(one.text for one in sentences)
    return _with(row, sentences=tuple(sentences), text=text)


def refuse_some(rows: Sequence[Row]) -> list[Row]:
    """A tenth of the answerable refused."""
    able = [row for row in rows if not row.case.unanswerable and not row.given.refused]
    picked = random.Random(_SEED).sample(able, math.ceil(len(able) / 10))
    chosen = {row.case.id for row in picked}
    nothing = {"status": "not_found", "citations": (), "sentences": (), "text": ""}
    return [_with(row, **nothing) if row.case.id in chosen else row for row in rows]


def answer_all(rows: Sequence[Row]) -> list[Row]:
    """What was refused is answered with the best passage instead."""
    return [_answered(row) if row.given.refused else row for row in rows]


def _answered(row: Row) -> Row:
    best = min(row.given.retrieved, key=lambda one: one.rank)
    text = row.texts[best.document][best.start : best.end]
    citation = GivenCitation(
        number=1, start=best.start, end=best.end, quote=text, document=best.document
    )
    sentence = GivenSentence(text=text, citations=(1,))
    return _with(row, status="answered", text=text, citations=(citation,), sentences=(sentence,))


def reverse_confidence(rows: Sequence[Row]) -> list[Row]:
    """Sure where it was unsure."""
    return [
        _with(row, confidence=None if row.given.confidence is None else 1 - row.given.confidence)
        for row in rows
    ]


def slow_retrieval(rows: Sequence[Row]) -> list[Row]:
    """The search takes twice as long."""
    return [replace(row, times=_slower(row.times)) for row in rows]


def _slower(times: Mapping[str, float]) -> dict[str, float]:
    more = times.get("retrieve", 0.0)
    return {name: value if name == "quotes" else value + more for name, value in times.items()}


def silence_judge(rows: Sequence[Row]) -> list[Row]:
    """A judge's verdicts gone from a fifth of the rows."""
    judged = [row for row in rows if row.judged]
    picked = random.Random(_SEED).sample(judged, len(judged) // 5)
    chosen = {row.case.id for row in picked}
    return [
        replace(row, judged=dict.fromkeys(row.judged)) if row.case.id in chosen else row
        for row in rows
    ]


def forget_history(asked_without: Mapping[str, Given]) -> Spoil:
    """Follow-ups answered as if nothing had been said before; these answers must be given."""

    def spoil(rows: Sequence[Row]) -> list[Row]:
        return [replace(row, given=asked_without.get(row.case.id, row.given)) for row in rows]

    return spoil


_EVIDENCE = frozenset(
    {"right", "evidence_first", "evidence_in_three", "evidence_precision", "evidence_recall",
     "followup_first", "aurc"}
)  # fmt: skip
_WORDS = frozenset({"answer_exact", "answer_f1", "answer_held"})
_REFUSAL = _EVIDENCE | _WORDS | {"refused_wrongly", "refused_rightly"}
_CONFIDENCE = frozenset({"auroc", "aurc", "brier", "calibration_gap"})
_SEARCH = frozenset({"recall_5", "mrr", "ndcg_10"})


def sabotages(asked_without_history: Mapping[str, Given]) -> tuple[Sabotage, ...]:
    """The ten, each with the metric that has to name it."""
    forgetful = forget_history(asked_without_history)
    later = _EVIDENCE | _WORDS | {"values_lacking"}
    return (
        Sabotage(name="offsets shifted by one", spoil=shift_offsets, sees="exact_quotes",
                 touches=frozenset({"evidence_precision", "evidence_recall"}) | _WORDS),
        Sabotage(name="citations shuffled", spoil=shuffle_citations, sees="evidence_first",
                 touches=later),
        Sabotage(name="the next sentence cited", spoil=cite_next_sentence, sees="evidence_first",
                 touches=later),
        Sabotage(name="one number altered in a tenth of the texts", spoil=alter_numbers,
                 sees="values_lacking", touches=frozenset({"answer_held"})),
        Sabotage(name="a tenth of the answerable refused", spoil=refuse_some,
                 sees="refused_wrongly", touches=_REFUSAL),
        Sabotage(name="everything answered", spoil=answer_all, sees="refused_rightly",
                 touches=_REFUSAL),
        Sabotage(name="confidence reversed", spoil=reverse_confidence, sees="auroc",
                 touches=_CONFIDENCE),
        Sabotage(name="follow-ups without history", spoil=forgetful, sees="followup_first",
                 touches=_REFUSAL | _SEARCH | _CONFIDENCE),
        Sabotage(name="a slower retrieval", spoil=slow_retrieval, sees="retrieve_time",
                 touches=frozenset({"time"})),
        Sabotage(name="a judge silent on a fifth", spoil=silence_judge,
                 sees="groundedness_unscored", touches=frozenset({"helpfulness_unscored"})),
    )  # fmt: skip
