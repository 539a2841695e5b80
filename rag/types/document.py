"""A text that can be asked, the named places in it, and what an index tells of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rag.types.span import Span

LandmarkKind: TypeAlias = Literal["stretch", "part", "heading", "row"]
"""A stretch only names; a part (a slide) begins a passage; so does a heading, which names what
follows; a row is a passage by itself."""


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


def info_of(document: Document, *, characters: int, passages: int) -> DocumentInfo:
    """What the index is to tell about a document."""
    return DocumentInfo(
        id=document.id,
        title=document.title,
        source=document.source,
        characters=characters,
        passages=passages,
        pages=len(document.pages),
        note=document.note,
        original=document.original,
    )


def document_of(info: DocumentInfo, passages: Sequence[Passage]) -> Document:
    """A document from what the index tells of it and all its passages, in reading order."""
    return Document(
        id=info.id,
        title=info.title,
        text="".join(passage.text for passage in passages),
        source=info.source,
        landmarks=tuple(dict.fromkeys(mark for one in passages for mark in one.landmarks)),
        note=info.note,
        original=info.original,
    )
