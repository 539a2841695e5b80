"""Whether quotes are the document's words, to the letter, at their offsets."""

from __future__ import annotations

from evals.answers import GivenCitation
from evals.scorers.metric import Absent, Metric, Row, Value


def is_exact(citation: GivenCitation, row: Row) -> bool:
    """Whether the quote stands where the citation says, in a document of the dataset."""
    text = row.texts.get(citation.document)
    if text is None or not 0 <= citation.start < citation.end <= len(text):
        return False
    return text[citation.start : citation.end] == citation.quote


def _exact(row: Row) -> Value:
    citations = row.given.citations
    if not citations:
        return Absent.NOT_APPLICABLE
    return sum(is_exact(one, row) for one in citations) / len(citations)


EXACT_QUOTES = Metric(
    name="exact_quotes",
    title="quotes exact",
    better=1,
    of=_exact,
)
