"""Training examples as batches of tensors: rows of like length together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from rag.check.examples import Example
from rag.check.rows import encode, rounded, tensors
from rag.reader.tokens import Encoded

_POOL = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """B rows of T tokens; `allowed` (B, 3) marks the classes that may be right."""

    tokens: Tensor
    types: Tensor
    lengths: Tensor
    allowed: Tensor
    real: int


def batches(
    examples: Iterable[Example], tokenizer: Tokenizer, random: Random, size: int
) -> Iterator[Batch]:
    """Batches of about `size` tokens, drawn from `examples` a few thousand at a time."""
    source = iter(examples)
    while True:
        drawn = [one for one, _ in zip(source, range(_POOL), strict=False)]
        rows = encode(tokenizer, [(one.hypothesis, one.premise) for one in drawn])
        order = sorted(range(len(rows)), key=lambda k: len(rows[k].ids))
        packed = []
        while order:
            length = rounded(len(rows[order[-1]].ids))
            chosen = order[-(size // length) :]
            order = order[: -len(chosen)]
            packed.append((chosen, length))
        random.shuffle(packed)
        for chosen, length in packed:
            yield _batch([rows[k] for k in chosen], [drawn[k] for k in chosen], length)


def _batch(rows: Sequence[Encoded], examples: Sequence[Example], length: int) -> Batch:
    tokens, types, lengths = tensors(rows, length)
    allowed = torch.zeros(len(rows), 3, dtype=torch.bool)
    for k, one in enumerate(examples):
        allowed[k, list(one.labels)] = True
    return Batch(tokens=tokens, types=types, lengths=lengths, allowed=allowed, real=len(rows))
