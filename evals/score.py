"""What one answer is worth against its case, and how well confidence tells the answerable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.cases import Case
from rag import Answer, Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One case's result. The first two are None where the documents don't answer."""

    case: Case
    confidence: float
    refused: bool
    first: bool | None
    in_three: bool | None
    exact: bool
    milliseconds: float


def score(case: Case, answer: Answer, text: str) -> Score:
    """Hold an answer against its case.

    Args:
        text: the document's text, to check that each quote is exact.
    """
    hits = [_is_right(case, citation) for citation in answer.citations]
    return Score(
        case=case,
        confidence=answer.confidence,
        refused=answer.status == "not_found",
        first=None if case.unanswerable else any(hits[:1]),
        in_three=None if case.unanswerable else any(hits[:3]),
        exact=all(citation.span.of(text) == citation.quote for citation in answer.citations),
        milliseconds=answer.timings.total,
    )


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """How often a positive scores above a negative, ties counting half (Hanley & McNeil, 1982)."""
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def _is_right(case: Case, citation: Citation) -> bool:
    """Whether a citation shows more than half of some evidence, or lies within it."""
    for evidence in case.evidence:
        shared = min(citation.span.end, evidence.end) - max(citation.span.start, evidence.start)
        if shared > 0.5 * min(len(citation.span), len(evidence.span)):
            return True
    return False
