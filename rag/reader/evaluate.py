"""Measures a reader on articles it has not seen: `python -m rag.reader.evaluate --squad2 FILE`.

Prints JSON. `given`: each question with its own paragraph. `search`: all paragraphs of the file
in one index, the first `--candidates` that search finds read and ranked again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch

from rag.reader import squad
from rag.reader.candidates import Search
from rag.reader.measures import Array, auroc, exact, interval, overlap, platt
from rag.reader.read import Reader
from rag.reader.squad import Paragraph, Question

BLENDS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)


@dataclass(frozen=True, slots=True)
class Found:
    """What search and reader say about a question's candidates, in search's order."""

    right: int | None
    search: Array
    odds: Array
    score: Array


def given(reader: Reader, paragraphs: Sequence[Paragraph]) -> dict[str, Any]:
    """Answers, sentences and answerability where the paragraph is known."""
    exacts, overlaps, sentences = [], [], []
    odds: dict[bool, list[float]] = {True: [], False: []}
    for paragraph in paragraphs:
        for question in paragraph.questions:
            reading = reader.read(question.text, [paragraph.text], [paragraph.sentences])[0]
            odds[bool(question.answers)].append(reading.odds)
            if question.answers:
                found = paragraph.text[reading.start : reading.end]
                right = [paragraph.text[start:end] for start, end in question.answers]
                exacts.append(exact(found, right))
                overlaps.append(overlap(found, right))
                best = max(range(len(reading.sentences)), key=lambda k: reading.sentences[k].score)
                start, end = paragraph.sentences[best]
                sentences.append(float(any(start <= left < end for left, _ in question.answers)))
    return {
        "questions": [len(odds[True]), len(odds[False])],
        "exact": _figure(exacts),
        "f1": _figure(overlaps),
        "sentence": _figure(sentences),
        "auroc": round(auroc(odds[True], odds[False]), 4),
        "platt": _platt(odds[True], odds[False]),
    }


def searched(
    reader: Reader, paragraphs: Sequence[Paragraph], candidates: int, most: int
) -> dict[str, Any]:
    """The right paragraph's place before and after reading, and answerability over candidates."""
    kinds = {True: list(_asked(paragraphs, True)), False: list(_asked(paragraphs, False))}
    search = Search([paragraph.text for paragraph in paragraphs])
    results = {
        kind: [
            _find(reader, search, (own, question), candidates)
            for own, question in _some(asked, most)
        ]
        for kind, asked in kinds.items()
    }
    before = [float(found.right == 0) for found in results[True]]
    first = {
        f"{name} + {blend} search": _figure(
            [_is_first(found, getattr(found, name), blend) for found in results[True]]
        )
        for name in ("odds", "score")
        for blend in BLENDS
    }
    answered, unanswered = (
        [float(found.odds.max()) for found in results[kind]] for kind in (True, False)
    )
    return {
        "questions": [len(results[True]), len(results[False])],
        "among candidates": _figure([float(found.right is not None) for found in results[True]]),
        "first, search": _figure(before),
        "first, reader": first,
        "auroc of best odds": round(auroc(answered, unanswered), 4),
        "platt of best odds": _platt(answered, unanswered),
        "quantiles": {
            "answerable": np.round(np.percentile(answered, (5, 10, 25, 50, 75)), 2).tolist(),
            "unanswerable": np.round(np.percentile(unanswered, (25, 50, 75, 90, 95)), 2).tolist(),
        },
    }


def _asked(paragraphs: Sequence[Paragraph], answerable: bool) -> Iterator[tuple[int, Question]]:
    for own, paragraph in enumerate(paragraphs):
        for question in paragraph.questions:
            if bool(question.answers) == answerable:
                yield own, question


def _some(asked: list[tuple[int, Question]], most: int) -> list[tuple[int, Question]]:
    return Random(0).sample(asked, min(most, len(asked)))


def _find(reader: Reader, search: Search, asked: tuple[int, Question], candidates: int) -> Found:
    own, question = asked
    scores = search.scores(question.text)
    order = np.argsort(-scores, kind="stable")[:candidates]
    readings = reader.read(question.text, [search.texts[place] for place in order])
    right = [k for k, place in enumerate(order) if place == own]
    return Found(
        right[0] if right else None,
        scores[order],
        np.array([reading.odds for reading in readings]),
        np.array([reading.score for reading in readings]),
    )


def _is_first(found: Found, scores: Array, blend: float) -> float:
    return float(
        found.right is not None and int(np.argmax(scores + blend * found.search)) == found.right
    )


def _figure(values: Sequence[float]) -> dict[str, Any]:
    low, high = interval(values)
    return {"mean": round(float(np.mean(values)), 4), "interval": [round(low, 3), round(high, 3)]}


def _platt(answered: Sequence[float], unanswered: Sequence[float]) -> list[float]:
    slope, offset = platt(
        [*answered, *unanswered], [True] * len(answered) + [False] * len(unanswered)
    )
    return [round(slope, 4), round(offset, 4)]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.reader.evaluate", description="Measures a reader."
    )
    parser.add_argument(
        "--squad2", type=Path, required=True, help="articles that training did not see"
    )
    parser.add_argument(
        "--reader", type=Path, help="folder of the weights; default: the packaged ones"
    )
    parser.add_argument("--candidates", type=int, default=20)
    parser.add_argument(
        "--most", type=int, default=300, help="questions of each kind for the search part"
    )
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    reader = Reader.load(options.reader)
    paragraphs = [
        paragraph for article in squad.load(options.squad2) for paragraph in article.paragraphs
    ]
    figures = {"given": given(reader, paragraphs)}
    if options.candidates:
        figures["search"] = searched(reader, paragraphs, options.candidates, options.most)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
