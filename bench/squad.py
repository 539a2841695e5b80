"""SQuAD's articles as documents, and its questions with where their answers stand."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadQuestion:
    """A question, the paragraph it was asked about, and its answer's place in the article."""

    text: str
    paragraph: Span
    answer: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as one text, its paragraphs parted by blank lines."""

    title: str
    text: str
    questions: tuple[SquadQuestion, ...]


def read_squad(path: Path) -> list[Article]:
    """Read a file in SQuAD's JSON layout (Rajpurkar et al., 2016 and 2018), gzipped or not."""
    raw = path.read_bytes()
    data = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    return [_article(article) for article in data["data"]]


def _article(article: dict[str, Any]) -> Article:
    texts: list[str] = []
    questions: list[SquadQuestion] = []
    begin = 0
    for paragraph in article["paragraphs"]:
        context = paragraph["context"].replace("\r", "\n")
        span = Span(start=begin, end=begin + len(context))
        questions += [_question(qa, span) for qa in paragraph["qas"]]
        texts.append(context)
        begin += len(context) + 2
    return Article(
        title=article["title"].replace("_", " "),
        text="\n\n".join(texts),
        questions=tuple(questions),
    )


def _question(qa: dict[str, Any], paragraph: Span) -> SquadQuestion:
    answer = None
    if not qa.get("is_impossible", False):
        start = paragraph.start + qa["answers"][0]["answer_start"]
        answer = Span(start=start, end=start + len(qa["answers"][0]["text"]))
    return SquadQuestion(text=qa["question"].strip(), paragraph=paragraph, answer=answer)
