"""The packaged all-MiniLM-L6-v2, computed by our own transformer: texts → mean of their tokens.

sentence-transformers loads it, with its tokenizer; only the arithmetic is ours.

Texts lie end to end in a row, each padded to a whole number of steps. Linear layers see a row whose
length hangs on the text's own; attention is computed text by text. So a vector depends on nothing
but its text, and little is computed for padding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from rag.sentencetransformers import load
from rag.transformer import LAYERS, WIDTH, Transformer

_WINDOW = 256
"""A longer text is cut: so the model was trained."""
_STEP = 16
_ROW = 1024
_SHORT = 64
_SHORT_ROW = 512
"""Sentences come a few at a time: a long row would stay half empty."""
_OPEN = 64
_SIMPLE = {
    "mix": "attention.output.dense",
    "norm_attention": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "norm_output": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class _Text:
    """Where a text lies in a row, in tokens; `mask` hides its padding from it."""

    start: int
    length: int
    padded: int
    mask: Tensor | None


class MiniLM:
    """Texts' tokens, and the vectors of tokens."""

    dimension = WIDTH

    def __init__(self, folder: Path, precision: torch.dtype) -> None:
        """Load the model that lies in a folder: sentence-transformers does, we take it over."""
        public: Any = load(str(folder), torch.float32, is_here=True)
        self._tokenizer: Tokenizer = public.tokenizer.backend_tokenizer
        self._tokenizer.enable_truncation(_WINDOW)
        self._tokenizer.no_padding()
        with torch.device("meta"):
            self._network = _Network()
        state = transformer_state(public[0].auto_model.state_dict())
        self._network.load_state_dict(state, assign=True)
        self._network.settle(precision)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The token numbers of each text, with those that mark its ends."""
        return [encoded.ids for encoded in self._tokenizer.encode_batch_fast(list(texts))]

    def batches(self, tokens: list[list[int]]) -> Iterator[tuple[list[int], npt.NDArray[Any]]]:
        """Which texts were computed together, and their vectors: float32, not yet of length 1."""
        lengths = {number: _padded(len(ids)) for number, ids in enumerate(tokens)}
        long = {number: length for number, length in lengths.items() if length > _SHORT}
        short = {number: length for number, length in lengths.items() if length <= _SHORT}
        for chosen, room in ((long, _ROW), (short, _SHORT_ROW)):
            for numbers in _rows(chosen, room):
                yield numbers, self._forward([tokens[number] for number in numbers], room)

    def one(self, tokens: list[int]) -> npt.NDArray[Any]:
        """The vector of one text, in a row no longer than it needs."""
        row: npt.NDArray[Any] = self._forward([tokens], _padded(len(tokens)))[0]
        return row

    def _forward(self, tokens: list[list[int]], length: int) -> npt.NDArray[Any]:
        ids = np.zeros((1, length), dtype=np.int64)
        places = np.zeros((1, length), dtype=np.int64)
        texts: list[_Text] = []
        start = 0
        for found in tokens:
            ids[0, start : start + len(found)] = found
            places[0, start : start + len(found)] = range(len(found))
            texts.append(self._text(start, len(found)))
            start += texts[-1].padded
        with torch.inference_mode():
            vectors = self._network(torch.from_numpy(ids), torch.from_numpy(places), texts)
        result: npt.NDArray[Any] = vectors.numpy()
        return result

    def _text(self, start: int, length: int) -> _Text:
        padded = _padded(length)
        mask = None
        if padded > length:
            mask = torch.zeros(1, 1, 1, padded, dtype=self._network.words.weight.dtype)
            mask[..., length:] = -torch.inf
        return _Text(start, length, padded, mask)


class _Network(Transformer):
    """Tokens (1, T) and their places in their texts (1, T) → the texts' vectors (B, D)."""

    def forward(self, ids: Tensor, places: Tensor, texts: Sequence[_Text]) -> Tensor:
        def attend(qkv: Tensor) -> Tensor:
            seen = qkv.new_zeros(1, qkv.shape[1], WIDTH)
            for text in texts:
                own = slice(text.start, text.start + text.padded)
                query, key, value = qkv[:, own].permute(2, 0, 3, 1, 4).unbind(0)
                seen[:, own] = (
                    functional.scaled_dot_product_attention(query, key, value, attn_mask=text.mask)
                    .transpose(1, 2)
                    .flatten(2)
                )
            return seen

        x = self.norm(self.words(ids) + self.types.weight[0] + self.positions(places))
        for layer in self.layers:
            x = layer(x, attend)
        means = [x[0, one.start : one.start + one.length].float().mean(0) for one in texts]
        return torch.stack(means)


def transformer_state(public: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The public checkpoint's encoder, by the names of `rag.transformer`."""
    mine = {
        "words.weight": public["embeddings.word_embeddings.weight"],
        "positions.weight": public["embeddings.position_embeddings.weight"],
        "types.weight": public["embeddings.token_type_embeddings.weight"],
        "norm.weight": public["embeddings.LayerNorm.weight"],
        "norm.bias": public["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        theirs = f"encoder.layer.{layer}"
        for kind in ("weight", "bias"):
            parts = [
                public[f"{theirs}.attention.self.{name}.{kind}"]
                for name in ("query", "key", "value")
            ]
            mine[f"layers.{layer}.qkv.{kind}"] = torch.cat(parts)
            for name, public_name in _SIMPLE.items():
                mine[f"layers.{layer}.{name}.{kind}"] = public[f"{theirs}.{public_name}.{kind}"]
    return mine


def _padded(length: int) -> int:
    return -(-length // _STEP) * _STEP


def _rows(lengths: Mapping[int, int], room: int) -> Iterator[list[int]]:
    """Which texts share a row of `room` tokens, so that little of it stays empty.

    First-fit decreasing (Johnson 1973), with few rows open at a time, so that the work stays in
    step with the number of texts.
    """
    rows: list[tuple[int, list[int]]] = []
    for number in sorted(lengths, key=lambda one: (-lengths[one], one)):
        length = lengths[number]
        at = next((at for at, (left, _) in enumerate(rows) if left >= length), len(rows))
        left, row = rows.pop(at) if at < len(rows) else (room, [])
        row.append(number)
        if left - length < _STEP:
            yield row
        else:
            rows.insert(at, (left - length, row))
        if len(rows) > _OPEN:
            yield rows.pop(0)[1]
    yield from (row for _, row in rows)
