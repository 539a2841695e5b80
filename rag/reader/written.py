"""Questions written for training, on passages of SQuAD 1.1's training set.

A file has four columns, parted by tabs: a passage's key, A (the passage answers) or U (it only
looks as if it did), the question, and words of the passage, letter for letter: the answer, or
what a careless reader would take for it. The passages themselves are not in it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rag.reader.squad import Article, Paragraph, Question


def key(passage: str) -> str:
    """What a passage is called in the file: 12 hexadecimal digits, whatever its spaces."""
    return hashlib.sha256(" ".join(passage.split()).encode()).hexdigest()[:12]


def load(path: Path, articles: Sequence[Article]) -> list[Article]:
    """`articles` with the questions of the file instead of their own; those without any left out.

    Raises OSError, or ValueError where a line isn't of that form or its words aren't there.
    """
    asked: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        columns = line.split("\t")
        if len(columns) != 4 or columns[1] not in {"A", "U"}:
            raise ValueError(f"{path}, line {number}: not four columns with A or U in the second")
        passage, kind, question, words = columns
        asked[passage].append((kind, question, words))
    found = [
        replace(
            article,
            paragraphs=tuple(
                replace(one, questions=_questions(one, asked.get(key(one.text), [])))
                for one in article.paragraphs
            ),
        )
        for article in articles
    ]
    return [one for one in found if any(part.questions for part in one.paragraphs)]


def _questions(passage: Paragraph, asked: list[tuple[str, str, str]]) -> tuple[Question, ...]:
    questions = []
    for number, (kind, question, words) in enumerate(asked):
        start = passage.text.find(words)
        if start < 0:
            raise ValueError(f"{key(passage.text)}: the passage has no {words!r}")
        place = (start, start + len(words))
        questions.append(
            Question(
                id=f"{key(passage.text)}-{number}",
                text=question,
                answers=(place,) if kind == "A" else (),
                lure=place if kind == "U" else None,
            )
        )
    return tuple(questions)
