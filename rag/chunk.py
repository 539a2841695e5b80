"""Document → Passages: whole sentences, packed evenly inside a paragraph.

Passages tile the text: each starts where the one before ends, the first at 0, the last
ends at ``len(text)``. So they cover it, never go back, and joining them gives it back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import sentencex

from rag.types import Document, Landmark, Passage, Span, landmark_at

_TINY = 120
"""A paragraph of fewer characters (a heading, a list item) joins the one that follows."""
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LIST_OR_HEADING = re.compile(r"\s*(#{1,6}\s|[-*+•|>]|\d+[.)]\s|```)")
_HEADING = re.compile(r"\s*#{1,6}\s")


def chunk(document: Document, *, characters: int = 700) -> list[Passage]:
    """Cut a document into passages of about `characters` code points.

    A sentence is never cut, unless it alone is longer than a passage may be. A heading begins
    a passage, so does a slide, and a row of a table is one. A text of white space alone has no
    passages.
    """
    text = document.text
    groups = [
        group
        for region, is_row in _regions(document)
        for group in (
            _row(text, region, characters) if is_row else _prose(text, region, characters)
        )
    ]
    if not groups:
        return []
    starts = [0, *(group[0].start for group in groups[1:])]
    ends = [*starts[1:], len(document.text)]
    return [
        Passage(
            id=_id(document.id, number),
            document_id=document.id,
            span=Span(start=start, end=end),
            text=document.text[start:end],
            sentences=tuple(group),
            landmarks=_landmarks(document.landmarks, start, end),
        )
        for number, (group, start, end) in enumerate(zip(groups, starts, ends, strict=True))
    ]


def beside_and(passage: Passage) -> list[str]:
    """The ids of a passage and of those before and after it, which may not be there."""
    number = int(passage.id.rpartition("-")[2])
    return [_id(passage.document_id, one) for one in range(max(number - 1, 0), number + 2)]


def document_of(passage_id: str) -> str:
    """The id of the document that a passage of this id is of."""
    return passage_id.rpartition("-")[0]


def _id(document_id: str, number: int) -> str:
    return f"{document_id}-{number:06d}"


def is_heading(text: str) -> bool:
    """Whether a sentence is a Markdown heading, which names an answer but is none."""
    return _HEADING.match(text) is not None


def _landmarks(marks: Sequence[Landmark], start: int, end: int) -> tuple[Landmark, ...]:
    """The named place that holds `start`, and those that begin after it and before `end`."""
    first = bisect_right(marks, start, key=lambda mark: mark.start)
    last = bisect_left(marks, end, key=lambda mark: mark.start)
    held = landmark_at(marks, start)
    return (*([held] if held else []), *marks[first:last])


def _regions(document: Document) -> Iterator[tuple[Span, bool]]:
    """Stretches that no passage crosses, and whether each is a row of a table."""
    begin, kind = 0, "stretch"
    end = len(document.text)
    for mark in [*document.landmarks, None]:
        if mark is not None and mark.kind == "stretch" and kind != "row":
            continue
        stop = mark.start if mark else end
        is_lone_heading = (
            kind == "heading" and mark is not None and "\n" not in document.text[begin:stop].strip()
        )
        if stop > begin and not is_lone_heading:
            yield Span(start=begin, end=stop), kind == "row"
            begin = stop
        kind = mark.kind if mark else kind


def _prose(text: str, region: Span, characters: int) -> Iterator[list[Span]]:
    for paragraph in _merged(text, region, characters):
        yield from _packed(_sentences(text, paragraph, characters), characters)


def _row(text: str, region: Span, characters: int) -> Iterator[list[Span]]:
    """A row as one passage of one sentence, so that a value is never quoted without its row."""
    whole = list(_pieces(text, region, 2 * characters))
    if whole:
        yield whole


def _paragraphs(text: str, within: Span) -> Iterator[Span]:
    """Paragraphs in order: between blank lines, and at each line end in text that isn't wrapped."""
    begin = within.start
    for gap in [*_BLANK_LINES.finditer(text, within.start, within.end), None]:
        end = gap.end() if gap else within.end
        yield from _lines(text, Span(start=begin, end=end))
        begin = end


def _lines(text: str, block: Span) -> Iterator[Span]:
    lines = block.of(text).splitlines(keepends=True)
    if _is_wrapped([line.rstrip() for line in lines]):
        lines = [block.of(text)]
    begin = block.start
    for line in lines:
        yield Span(start=begin, end=begin + len(line))
        begin += len(line)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line ends are only typesetting: lines of like, moderate length and no list."""
    full = [line for line in lines if line][:-1]
    if not full or any(_LIST_OR_HEADING.match(line) for line in lines):
        return False
    return max(map(len, full)) <= 120 and sum(map(len, full)) / len(full) >= 40


def _merged(text: str, within: Span, characters: int) -> Iterator[Span]:
    """Paragraphs, with tiny ones joined to what follows so that a heading keeps its text."""
    waiting: Span | None = None
    for paragraph in _paragraphs(text, within):
        joined = Span(start=waiting.start if waiting else paragraph.start, end=paragraph.end)
        if len(paragraph) < _TINY and len(joined) < characters:
            waiting = joined
        else:
            waiting = None
            yield joined
    if waiting:
        yield waiting


def _sentences(text: str, merged: Span, characters: int) -> list[Span]:
    """The sentences, trimmed. None runs from a heading into the paragraph it was joined to."""
    found: list[Span] = []
    for paragraph in _paragraphs(text, merged):
        words = paragraph.of(text)
        if words.isspace():
            continue
        for boundary in sentencex.get_sentence_boundaries("en", words):
            start = paragraph.start + boundary["start_index"]
            end = paragraph.start + boundary["end_index"]
            found.extend(_pieces(text, Span(start=start, end=end), characters))
    return found


def _pieces(text: str, sentence: Span, characters: int) -> Iterator[Span]:
    """A sentence, or its parts at white space where it is longer than a passage may be."""
    start = sentence.start
    while True:
        while start < sentence.end and text[start].isspace():
            start += 1
        if start >= sentence.end:
            return
        end = sentence.end
        if end - start > 2 * characters:
            cut = max(text.rfind(" ", start, start + characters), start)
            end = cut if cut > start else start + characters
        yield Span(start=start, end=start + len(text[start:end].rstrip()))
        start = end


def _packed(sentences: list[Span], characters: int) -> Iterator[list[Span]]:
    """Split sentences into runs of like length, each about `characters` long."""
    if not sentences:
        return
    total = sentences[-1].end - sentences[0].start
    runs = max(1, round(total / characters))
    limit = total / runs
    group: list[Span] = []
    for sentence in sentences:
        middle = (sentence.start + sentence.end) / 2
        if group and middle - group[0].start > limit:
            yield group
            group = []
        group.append(sentence)
    yield group
