"""The values that flow through Footnote: frozen, typed, importing no sibling.

Offsets are code points of :attr:`Document.text`, half-open: ``text[start:end]``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Status: TypeAlias = Literal["answered", "not_found"]
Support: TypeAlias = Literal["verbatim", "supported", "unsupported"]
LandmarkKind: TypeAlias = Literal["stretch", "part", "heading", "row"]
"""A stretch only names; a part (a slide) begins a passage; so does a heading, which names what
follows; a row is a passage by itself."""
Turn: TypeAlias = tuple[str, str]
"""One earlier exchange: the question that was asked and the answer that was given."""
History: TypeAlias = Sequence[Turn]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points in a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of `text` that this span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A named place in a text: it holds from `start` on, until the next one."""

    start: int
    name: str
    """The place in words: "page 12", "row 7 of Sheet1", "Methods › Sampling", "00:01:23"."""
    page: int | None = None
    """The number of the page, from 1, where the kind of file has pages."""
    kind: LandmarkKind = "stretch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text that can be asked. The id comes from the text, so equal texts are one document."""

    id: str
    title: str
    text: str
    source: str
    landmarks: tuple[Landmark, ...] = ()
    """Its named places in order; empty for plain text."""
    note: str = ""
    """What a person should know of how it was read; empty where there is nothing to say."""
    original: str = ""
    """The SHA-256 of the file's bytes, where the home keeps them; empty where it doesn't."""

    @property
    def pages(self) -> tuple[Span, ...]:
        """Where each page stands in the text; empty for kinds of file that have no pages."""
        starts = [mark.start for mark in self.landmarks if mark.page is not None]
        return tuple(
            Span(start=start, end=end)
            for start, end in zip(starts, [*starts[1:], len(self.text)], strict=False)
        )

    def landmark_of(self, offset: int) -> Landmark | None:
        """The named place that holds `offset`; None before the first."""
        return landmark_at(self.landmarks, offset)

    def page_of(self, offset: int) -> int | None:
        """The number, from 1, of the page that holds `offset`; None where there are no pages."""
        found = self.landmark_of(offset)
        return found.page if found and offset < len(self.text) else None


def landmark_at(landmarks: Sequence[Landmark], offset: int) -> Landmark | None:
    """The last of `landmarks`, which are in order, that starts at or before `offset`."""
    place = bisect_right(landmarks, offset, key=lambda mark: mark.start)
    return landmarks[place - 1] if place else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """What an index tells about a document without giving its whole text."""

    id: str
    title: str
    source: str
    characters: int
    passages: int
    pages: int = 0
    """How many pages it has; 0 where its kind has none."""
    note: str = ""
    """What a person should know of how it was read."""
    original: str = ""
    """The SHA-256 of its file, where the home keeps a copy."""
    groups: tuple[str, ...] = ()
    """Who may see it, by name of group; empty: everyone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences: ``document.text[span.start:span.end] == text``, always."""

    id: str
    document_id: str
    span: Span
    text: str
    sentences: tuple[Span, ...]
    """Its sentences without the white space around them, as offsets into the document."""
    landmarks: tuple[Landmark, ...] = ()
    """The named place that it begins in, and those that begin in it."""

    def landmark_of(self, sentence: Span) -> Landmark | None:
        """The named place of one of its sentences."""
        return landmark_at(self.landmarks, sentence.start)

    def is_heading(self, sentence: Span) -> bool:
        """Whether a sentence is a heading of the file."""
        found = self.landmark_of(sentence)
        return found is not None and found.kind == "heading" and found.start == sentence.start

    def quote(self, sentence: Span) -> str:
        """The words of one of its sentences."""
        return self.text[sentence.start - self.span.start : sentence.end - self.span.start]


def landmarks_of(passages: Iterable[Passage]) -> tuple[Landmark, ...]:
    """The named places of a document, from all its passages in reading order."""
    return tuple(dict.fromkeys(mark for one in passages for mark in one.landmarks))


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
class Box:
    """A stretch of words on a page's picture, as shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page as it looks in its file."""

    page: int
    png: bytes
    width: int
    """In pixels, as `height`."""
    height: int
    boxes: tuple[tuple[Box, ...], ...]
    """For each stretch that was asked for, where its words stand; none where that isn't known."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Stream event: the query that was searched, and what it found."""

    query: str
    retrieved: tuple[Retrieved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Stream event: the whole first layer, complete without a language model."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Stream event: text of a language model as it comes, not yet checked."""

    text: str
    attempt: int = 1
    """2 where the answer is written once more, since something in the first was not held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Stream event: a written sentence and its verdict."""

    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Stream event, always the last: the same Answer that `ask` returns."""

    answer: Answer


Event: TypeAlias = Searched | Quoted | Writing | Checked | Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a long piece of work has come."""

    stage: str
    """What is being done, in words for a person: "reading", "embedding"."""
    source: str
    done: int
    total: int
    seconds_left: float | None = None
    """How long the rest takes at the speed so far; None where that can't be told yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of the files that were to be added."""

    added: tuple[DocumentInfo, ...] = ()
    replaced: tuple[DocumentInfo, ...] = ()
    unchanged: tuple[DocumentInfo, ...] = ()
    renamed: tuple[DocumentInfo, ...] = ()
    """Documents whose file has another name now; nothing was read anew."""
    removed: tuple[DocumentInfo, ...] = ()
    """Documents of a folder that is kept in step whose files are gone."""
    skipped: tuple[str, ...] = ()
    """Files of a folder whose kind is not read."""
    failed: tuple[str, ...] = ()
    """A line for each file that couldn't be added."""
