"""Reading question sets in SQuAD's JSON layout (versions 1.1 and 2.0), plain or gzipped.

Offsets are code points of the paragraph, half-open.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]

_BREAK = re.compile(r"""[.!?]["'”’)\]]*\s+(?=["'“‘(\[]*[^\Wa-z])""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question on one paragraph; `answers` is empty where the paragraph doesn't answer it."""

    id: str
    text: str
    answers: tuple[Range, ...]
    lure: Range | None = None
    """Words that look like the answer of an unanswerable question, where the set names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, the ranges of its sentences, and what is asked about it."""

    text: str
    sentences: tuple[Range, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Paragraphs of one article, in order."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def sentences_of(text: str) -> tuple[Range, ...]:
    """Ranges of roughly one sentence each: good enough to cut training passages."""
    ends = [match.end() for match in _BREAK.finditer(text)]
    starts = [0, *ends]
    ranges = zip(starts, [*ends, len(text)], strict=True)
    return tuple(
        (start, start + len(text[start:end].rstrip()))
        for start, end in ranges
        if text[start:end].strip()
    )


def load(path: Path) -> list[Article]:
    """All articles of a file. Raises OSError or ValueError where it isn't such a file."""
    content = path.read_bytes()
    articles = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)["data"]
    return [
        Article(
            title=article["title"],
            paragraphs=tuple(_paragraph(paragraph) for paragraph in article["paragraphs"]),
        )
        for article in articles
    ]


def _paragraph(raw: dict[str, object]) -> Paragraph:
    text = str(raw["context"])
    questions = raw["qas"]
    if not isinstance(questions, list):
        raise ValueError("a paragraph without a list of questions")
    return Paragraph(
        text=text,
        sentences=sentences_of(text),
        questions=tuple(_question(question) for question in questions),
    )


def _question(raw: dict[str, object]) -> Question:
    impossible = bool(raw.get("is_impossible", False))
    answers = () if impossible else _ranges(raw.get("answers"))
    lures = _ranges(raw.get("plausible_answers")) if impossible else ()
    return Question(
        id=str(raw["id"]),
        text=" ".join(str(raw["question"]).split()),
        answers=answers,
        lure=lures[0] if lures else None,
    )


def _ranges(raw: object) -> tuple[Range, ...]:
    if not isinstance(raw, list):
        return ()
    return tuple(
        dict.fromkeys(
            (answer["answer_start"], answer["answer_start"] + len(answer["text"])) for answer in raw
        )
    )
