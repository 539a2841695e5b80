"""Pairs of sentence and quotes as rows of token numbers, for training and for use."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor

from rag.reader.tokens import Encoded, encode_texts, join

SENTENCE_TOKENS = 96
LONGEST_ROW = 288
STEP = 16


def encode(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[Encoded]:
    """Pairs of (sentence, quotes) as rows; both are cut where they are too long."""
    sentences = encode_texts(tokenizer, [sentence for sentence, _ in pairs])
    quotes = encode_texts(tokenizer, [text for _, text in pairs])
    rows = []
    for mine, theirs in zip(sentences, quotes, strict=True):
        room = LONGEST_ROW - min(len(mine.ids), SENTENCE_TOKENS) - 3
        rows.append(join(mine.ids, theirs.ids[:room], (), SENTENCE_TOKENS))
    return rows


def rounded(length: int) -> int:
    """The next length that batches have: few shapes, since each costs the matrix library."""
    return -(-length // STEP) * STEP


def tensors(rows: Sequence[Encoded], length: int) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens, types and lengths of rows, padded to `length`."""
    tokens = torch.zeros(len(rows), length, dtype=torch.long)
    types = torch.zeros_like(tokens)
    for k, row in enumerate(rows):
        tokens[k, : len(row.ids)] = torch.tensor(row.ids)
        types[k, row.first : len(row.ids)] = 1
    return tokens, types, torch.tensor([len(row.ids) for row in rows])
