"""What a question gets, or a text that is checked: sentences, and the quotes below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rag.types.document import Passage
from rag.types.span import Span

Status: TypeAlias = Literal["answered", "not_found"]
Support: TypeAlias = Literal["verbatim", "supported", "unsupported"]
Turn: TypeAlias = tuple[str, str]
"""One earlier exchange: the question that was asked and the answer that was given."""
History: TypeAlias = Sequence[Turn]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """A passage that a search found. Score is a similarity: higher is better; rank is from 1."""

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A footnote: ``document.text[span.start:span.end] == quote``, always."""

    number: int
    document_id: str
    title: str
    source: str
    span: Span
    quote: str
    page: int | None = None
    place: str = ""
    """The named place of the quote in its file, such as "page 12" or "row 7 of Sheet1"."""
    answer: Span | None = None
    """The words inside the quote that answer the question, where the answerer knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer, the numbers that it cites and what its check found."""

    text: str
    citations: tuple[int, ...]
    support: Support
    score: float
    """How sure the check is that the cited quotes support the sentence, in 0..1."""
    note: str = ""
    """What the check found, in words for a person; empty where nothing is to be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Milliseconds that each stage took."""

    retrieve: float = 0.0
    quotes: float = 0.0
    write: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question gets. Plain text throughout, never markup.

    With status ``not_found`` there are no sentences and no citations, and `retrieved`
    holds the nearest passages, to be offered as just that.
    """

    question: str
    query: str
    status: Status
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Retrieved, ...]
    confidence: float
    answerer: str
    withheld: tuple[Sentence, ...] = ()
    nearest: tuple[Citation, ...] = ()
    """With ``not_found``: the sentences nearest to the question, which do not answer it."""
    notice: str = ""
    """Why no model wrote, where one was to: one line for a person. The quotes stand anyway."""
    timings: Timings = field(default_factory=Timings, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedText:
    """A text that somebody wrote, sentence by sentence, with the quotes nearest to each."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
