"""A text of any length → passages, a slice of the text at a time.

Where a slice ends depends on the text alone, so a text has the same passages whether it
comes from memory or piece by piece from a disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.chunk import chunk
from rag.types import Document, Passage, Span

SLICE = 1_000_000
"""A slice has at least so many characters and at most twice as many; the last may be shorter."""
_ENDS = (re.compile(r"\n[^\S\n]*\n"), re.compile(r"\n"), re.compile(r"\s"))


def sliced(pieces: Iterable[str]) -> Iterator[str]:
    """A text that comes in pieces, as slices that end between paragraphs where there are any."""
    waiting = ""
    for piece in pieces:
        waiting += piece
        while len(waiting) >= 2 * SLICE:
            end = _end(waiting)
            yield waiting[:end]
            waiting = waiting[end:]
    if waiting:
        yield waiting


def passages_of(document: Document, *, characters: int) -> Iterator[list[Passage]]:
    """The passages of a document, a slice at a time."""
    if len(document.text) < 2 * SLICE or document.landmarks:
        yield chunk(document, characters=characters)
        return
    yield from passages_of_slices(document, sliced([document.text]), characters=characters)


def passages_of_slices(
    document: Document, slices: Iterable[str], *, characters: int
) -> Iterator[list[Passage]]:
    """The same for a text that comes slice by slice; `document` names it and holds no text."""
    begin = number = 0
    for text in _with_words(slices):
        found = chunk(replace(document, text=text), characters=characters)
        yield [_moved(passage, begin, number + at) for at, passage in enumerate(found)]
        number += len(found)
        begin += len(text)


def _with_words(slices: Iterable[str]) -> Iterator[str]:
    """Slices of white space alone, which have no passages, go to the one before or after."""
    held = ""
    for text in slices:
        if not held or held.isspace() or text.isspace():
            held += text
        else:
            yield held
            held = text
    if held:
        yield held


def _moved(passage: Passage, by: int, number: int) -> Passage:
    return replace(
        passage,
        id=f"{passage.document_id}-{number:06d}",
        span=Span(start=passage.span.start + by, end=passage.span.end + by),
        sentences=tuple(Span(start=s.start + by, end=s.end + by) for s in passage.sentences),
    )


def _end(text: str) -> int:
    for end in _ENDS:
        found = end.search(text, SLICE, 2 * SLICE)
        if found:
            return found.end()
    return 2 * SLICE
