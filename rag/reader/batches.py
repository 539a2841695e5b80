"""Turns groups into batches of tensors: groups of like length together, little padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from rag.reader.groups import GroupMaker, Pair, Task
from rag.reader.objective import LONGEST
from rag.reader.tokens import Encoded, encode_texts, join

POOL = 1500
LONGEST_ROW = 224
STEP = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """B rows of T tokens, the first `real` of them not empty.

    See `objective.loss` for `gold`, `inside` and `group`.
    """

    tokens: Tensor
    types: Tensor
    lengths: Tensor
    gold: Tensor
    inside: Tensor
    group: Tensor
    real: int


@dataclass(frozen=True, slots=True)
class _Row:
    encoded: Encoded
    gold: list[tuple[int, int]]


def batches(
    tasks: Sequence[Task], maker: GroupMaker, tokenizer: Tokenizer, random: Random, size: int
) -> Iterator[Batch]:
    """Batches of about `size` tokens for ever; each round sees all tasks in a new order."""
    while True:
        order = list(tasks)
        random.shuffle(order)
        for at in range(0, len(order), POOL):
            groups = [group for task in order[at : at + POOL] for group in maker.make(task, random)]
            rows = [row for row in _encode(groups, tokenizer) if row]
            rows.sort(key=lambda group: max(len(row.encoded.ids) for row in group))
            packed = list(_pack(rows, size))
            random.shuffle(packed)
            yield from (_tensors(groups, length, size) for groups, length in packed)


def _encode(groups: Sequence[Sequence[Pair]], tokenizer: Tokenizer) -> Iterator[list[_Row]]:
    questions = iter(encode_texts(tokenizer, [group[0].question for group in groups]))
    passages = iter(encode_texts(tokenizer, [pair.passage for group in groups for pair in group]))
    for group in groups:
        asked = next(questions).ids
        rows = []
        for pair in group:
            read = next(passages)
            room = LONGEST_ROW - min(len(asked), 64) - 3
            encoded = join(asked, read.ids[:room], read.offsets[:room])
            gold = [
                span
                for answer in pair.answers
                if (span := _span(encoded.offsets, answer)) is not None
            ]
            if pair.answers and not gold:
                continue
            rows.append(_Row(encoded, [(encoded.first + i, encoded.first + j) for i, j in gold]))
        yield rows


def _span(offsets: Sequence[tuple[int, int]], answer: tuple[int, int]) -> tuple[int, int] | None:
    inside = [k for k, (start, end) in enumerate(offsets) if start < answer[1] and answer[0] < end]
    if not inside or offsets[inside[-1]][1] < answer[1]:
        return None
    return inside[0], min(inside[-1], inside[0] + LONGEST - 1)


def _pack(groups: Sequence[list[_Row]], size: int) -> Iterator[tuple[list[list[_Row]], int]]:
    """Groups for one batch each, shortest first, and the batch's length in tokens."""
    batch: list[list[_Row]] = []
    count = length = 0
    for group in groups:
        longest = _rounded(max(len(row.encoded.ids) for row in group))
        if batch and count + len(group) > size // longest:
            yield batch, length
            batch, count = [], 0
        batch.append(group)
        count += len(group)
        length = longest
    if count > size // length // 2:
        yield batch, length


def _rounded(length: int) -> int:
    return -(-length // STEP) * STEP


def _tensors(groups: Sequence[Sequence[_Row]], length: int, size: int) -> Batch:
    rows = [row for group in groups for row in group]
    real, count = len(rows), max(len(rows), size // length)
    numbers = [g for g, group in enumerate(groups) for _ in group]
    # A new shape costs the matrix library time and memory, which it keeps; hence empty rows.
    rows += [_Row(join((), (), ()), [])] * (count - real)
    numbers += range(len(groups), len(groups) + count - real)
    tokens = torch.zeros(count, length, dtype=torch.long)
    types = torch.zeros_like(tokens)
    inside = torch.zeros(len(rows), length, dtype=torch.bool)
    gold = [(k, start, end) for k, row in enumerate(rows) for start, end in row.gold]
    for k, row in enumerate(rows):
        ids, first = row.encoded.ids, row.encoded.first
        tokens[k, : len(ids)] = torch.tensor(ids)
        types[k, first : len(ids)] = 1
        inside[k, first : len(ids) - 1] = True
    return Batch(
        tokens=tokens,
        types=types,
        lengths=torch.tensor([len(row.encoded.ids) for row in rows]),
        gold=torch.tensor(gold, dtype=torch.long).reshape(-1, 3),
        inside=inside,
        group=torch.tensor(numbers),
        real=real,
    )
