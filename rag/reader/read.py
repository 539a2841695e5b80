"""The reader: where in each passage the answer stands, and how sure it is that one stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from rag.reader.network import ReaderNetwork
from rag.reader.precision import fastest
from rag.reader.spans import NO_SPAN, Window
from rag.reader.text import readable, whole_letters
from rag.reader.tokens import Encoded, encode_texts, join, load_tokenizer
from rag.reader.weights import load_network

ROW = 256
STRIDE = 96
BATCH = 8
COUNTS = (1, 2, 4, 6, 8)
STEP = 16
SPREAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReading:
    """One sentence: `score` as in Reading.odds; the best words within it are [start, end)."""

    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader found in one passage. `passage` is its place in the list that was given.

    ``text[start:end]`` are the best words, in code points of the passage; `score` is their logit
    minus the "no answer" logit. `odds` sums over all spans: the natural log-odds that the
    passage answers. Both are comparable between passages and between questions.
    """

    passage: int
    start: int
    end: int
    score: float
    odds: float
    sentences: tuple[SentenceReading, ...] = ()


class Reader:
    """Reads questions against passages. Thread-safe: it keeps no state between calls."""

    def __init__(self, network: ReaderNetwork, tokenizer: Tokenizer) -> None:
        self._network = network
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path | None = None, precision: torch.dtype | None = None) -> Reader:
        """The reader of `folder` (default: the one that comes with Footnote).

        Raises ReaderUnavailable where its files are missing or damaged.
        """
        network = load_network(folder or Path(__file__).parent)
        network.settle(precision or fastest())
        return cls(network, load_tokenizer())

    def read(
        self,
        question: str,
        passages: Sequence[str],
        sentences: Sequence[Sequence[tuple[int, int]]] | None = None,
    ) -> list[Reading]:
        """A reading for each of `passages`, in their order.

        `sentences`, where given, holds ranges of code points for each passage, to be scored.
        Raises ValueError where its length differs from that of `passages`.
        """
        if sentences is not None and len(sentences) != len(passages):
            raise ValueError(
                f"sentences for {len(sentences)} passages, but {len(passages)} passages"
            )
        windows = self._windows(question, passages)
        return [
            _reading(
                number, passage, windows[number], sentences[number] if sentences is not None else ()
            )
            for number, passage in enumerate(passages)
        ]

    def _windows(self, question: str, passages: Sequence[str]) -> list[list[Window]]:
        asked = self._tokenizer.encode(readable(question), add_special_tokens=False).ids
        rows: list[tuple[int, Encoded]] = []
        for number, read in enumerate(
            encode_texts(self._tokenizer, [readable(text) for text in passages])
        ):
            room = ROW - len(join(asked, (), ()).ids)
            for at in _starts(len(read.ids), room):
                rows.append(
                    (number, join(asked, read.ids[at : at + room], read.offsets[at : at + room]))
                )
        rows.sort(key=lambda row: len(row[1].ids))
        found: list[list[Window]] = [[] for _ in passages]
        while rows:
            # A batch padded to its longest row costs less than a batch for each length.
            alike = sum(len(row[1].ids) <= SPREAD * len(rows[0][1].ids) for row in rows[:BATCH])
            # Few shapes: the matrix library compiles and keeps a kernel for each.
            count = max(size for size in COUNTS if size <= alike)
            length = -(-len(rows[count - 1][1].ids) // STEP) * STEP
            self._score(rows[:count], length, found)
            rows = rows[count:]
        return found

    @torch.inference_mode()
    def _score(
        self, rows: Sequence[tuple[int, Encoded]], length: int, found: list[list[Window]]
    ) -> None:
        """Adds the windows of `rows`, padded to `length` tokens, to their passages' lists."""
        tokens = np.zeros((len(rows), length), dtype=np.int64)
        types = np.zeros_like(tokens)
        for k, (_, row) in enumerate(rows):
            tokens[k, : len(row.ids)] = row.ids
            types[k, row.first : len(row.ids)] = 1
        lengths = torch.tensor([len(row.ids) for _, row in rows])
        start, end, null = self._network(torch.from_numpy(tokens), torch.from_numpy(types), lengths)
        starts, ends, nulls = (part.double().numpy() for part in (start, end, null))
        for k, (number, row) in enumerate(rows):
            part = slice(row.first, row.first + len(row.offsets))
            found[number].append(
                Window.of(starts[k, part], ends[k, part], float(nulls[k]), row.offsets)
            )


def _starts(length: int, room: int) -> range:
    """Where windows of `room` tokens start, overlapping, so that every token is in one."""
    if length == 0:
        return range(0)
    return range(0, max(length - room, 0) + STRIDE, STRIDE) if length > room else range(1)


def _reading(
    number: int, text: str, windows: Sequence[Window], sentences: Sequence[tuple[int, int]]
) -> Reading:
    score, odds, start, end = _best(text, windows, 0, len(text))
    found = [_best(text, windows, *sentence) for sentence in sentences]
    return Reading(
        passage=number,
        start=start,
        end=end,
        score=score,
        odds=odds,
        sentences=tuple(
            SentenceReading(score=odds, start=start, end=end) for _, odds, start, end in found
        ),
    )


def _best(
    text: str, windows: Sequence[Window], start: int, end: int
) -> tuple[float, float, int, int]:
    """Score, odds and words of code points [start, end), the best over `windows`."""
    score, odds, left, right = NO_SPAN, NO_SPAN, start, start
    for window in windows:
        top, total, *words = window.read(start, end)
        odds = max(odds, total)
        if top > score:
            score = top
            left, right = whole_letters(text, *words)
    return score, odds, left, right
