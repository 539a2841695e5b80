"""Markdown, kept as it is written; its headings are named places."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.load.decode import decode
from rag.load.reading import Reading, path_of
from rag.types import Landmark

_FRONT_MATTER = re.compile(r"---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)


def load_markdown(raw: bytes) -> Reading:
    """Markdown (CommonMark); its title is that of its front matter, or its first heading."""
    text, note = decode(raw)
    front = _FRONT_MATTER.match(text)
    named = _TITLE.search(front.group()) if front else None
    headings = _headings(text, front.end() if front else 0)
    title = named.group(1) if named else headings[0][2] if headings else None
    return Reading(text=text, title=title, landmarks=_landmarks(headings), note=note)


def _headings(text: str, begin: int) -> list[tuple[int, int, str]]:
    """Where each heading starts, its level and its words."""
    from markdown_it import MarkdownIt

    # Blocks alone: what stands inside a paragraph is not of interest, and is costly to parse.
    parser = MarkdownIt("commonmark").disable("inline")
    starts = [begin]
    for line in text[begin:].split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found = []
    tokens = parser.parse(text[begin:])
    for token, inner in pairwise(tokens):
        if token.type == "heading_open" and token.map and inner.content.strip():
            words = " ".join(inner.content.split())
            start = starts[token.map[0]]
            start += len(text[start:]) - len(text[start:].lstrip()) if start < len(text) else 0
            found.append((start, int(token.tag[1]), words))
    return found


def _landmarks(headings: list[tuple[int, int, str]]) -> tuple[Landmark, ...]:
    marks = []
    above: list[tuple[int, str]] = []
    for start, level, words in headings:
        above = [*(one for one in above if one[0] < level), (level, words)]
        name = path_of([words for _, words in above])
        marks.append(Landmark(start=start, name=name, kind="heading"))
    return tuple(marks)
