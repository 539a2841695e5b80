"""Whether the citations show the evidence: the first of them, the first three, by characters."""

from __future__ import annotations

from collections.abc import Iterable

from evals.answers import GivenCitation, GivenPassage
from evals.cases import Case, Evidence
from evals.scorers.metric import Absent, Metric, Row, Value

Place = GivenCitation | GivenPassage


def shows(case: Case, place: Place, evidence: Evidence) -> bool:
    """Whether a place shows more than half of the evidence, or lies by more than half in it."""
    if place.document != case.home_of(evidence):
        return False
    shared = min(place.end, evidence.end) - max(place.start, evidence.start)
    return shared > 0.5 * min(place.end - place.start, evidence.end - evidence.start)


def is_right(case: Case, place: Place) -> bool:
    """Whether a place shows any of the case's evidence."""
    return any(shows(case, place, evidence) for evidence in case.evidence)


def _among(row: Row, most: int) -> Value:
    if not row.case.evidence:
        return Absent.NOT_APPLICABLE
    return float(any(is_right(row.case, one) for one in row.given.citations[:most]))


def _characters(places: Iterable[tuple[str, int, int]]) -> set[tuple[str, int]]:
    return {(document, at) for document, start, end in places for at in range(start, end)}


def _cited_and_evidence(row: Row) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    longest = {name: len(text) for name, text in row.texts.items()}
    cited = _characters(
        (one.document, max(one.start, 0), min(one.end, longest.get(one.document, 0)))
        for one in row.given.citations
    )
    evidence = _characters((row.case.home_of(one), one.start, one.end) for one in row.case.evidence)
    return cited, evidence


def _precision(row: Row) -> Value:
    if not row.case.evidence or not row.given.citations:
        return Absent.NOT_APPLICABLE
    cited, evidence = _cited_and_evidence(row)
    return len(cited & evidence) / len(cited) if cited else 0.0


def _recall(row: Row) -> Value:
    if not row.case.evidence:
        return Absent.NOT_APPLICABLE
    cited, evidence = _cited_and_evidence(row)
    return len(cited & evidence) / len(evidence)


def _followup(row: Row) -> Value:
    return _among(row, 1) if row.case.history else Absent.NOT_APPLICABLE


EVIDENCE_FIRST = Metric(
    name="evidence_first",
    title="evidence cited first",
    better=1,
    of=lambda row: _among(row, 1),
    worst=0.0,
)
EVIDENCE_IN_THREE = Metric(
    name="evidence_in_three",
    title="evidence among three",
    better=1,
    of=lambda row: _among(row, 3),
    worst=0.0,
)
FOLLOWUP_FIRST = Metric(
    name="followup_first",
    title="evidence first, follow-ups",
    better=1,
    of=_followup,
    worst=0.0,
)
EVIDENCE_PRECISION = Metric(
    name="evidence_precision",
    title="cited characters that are evidence",
    better=1,
    of=_precision,
)
EVIDENCE_RECALL = Metric(
    name="evidence_recall",
    title="evidence's characters cited",
    better=1,
    of=_recall,
    worst=0.0,
)
