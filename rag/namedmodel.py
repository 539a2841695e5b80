"""Any sentence-transformers model that a person names, computed by that library.

Texts are padded to a fixed step of tokens and computed in batches whose shape hangs on that length
alone, so that the same kernels add up the same numbers in the same order whatever else is in the
batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rag.sentencetransformers import load

_STEP = 32
_TOKENS = 512
"""A batch has so many tokens, padding counted: more rows of short texts than of long ones."""


class NamedModel:
    """Texts' tokens, and the vectors of tokens."""

    def __init__(self, name: str, precision: torch.dtype) -> None:
        """Load a model by its name or folder.

        Raises:
            BadInput: no model of that name could be loaded.
        """
        self._model = load(name, precision)
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def digest(self) -> str:
        """The SHA-256 of the weights."""
        total = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            total.update(name.encode())
            total.update(tensor.float().numpy().tobytes())
        return total.hexdigest()

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The token numbers of each text, with those that mark its ends."""
        if not texts:
            return []
        limit = min(self._model.max_seq_length or 256, 512)
        encoded = self._model.tokenizer(list(texts), truncation=True, max_length=limit)
        tokens: list[list[int]] = encoded["input_ids"]
        return tokens

    def batches(self, tokens: list[list[int]]) -> Iterator[tuple[list[int], npt.NDArray[Any]]]:
        """Which texts were computed together, and their vectors: float32, not yet of length 1."""
        by_width: dict[int, list[int]] = {}
        for number, ids in enumerate(tokens):
            by_width.setdefault(_padded(len(ids)), []).append(number)
        for width, numbers in sorted(by_width.items()):
            height = max(_TOKENS // width, 1)
            for first in range(0, len(numbers), height):
                chosen = numbers[first : first + height]
                found = self._forward([tokens[number] for number in chosen], height, width)
                yield chosen, found[: len(chosen)]

    def one(self, tokens: list[int]) -> npt.NDArray[Any]:
        """The vector of one text, in a batch no larger than it needs."""
        row: npt.NDArray[Any] = self._forward([tokens], 1, _padded(len(tokens)))[0]
        return row

    def _forward(self, tokens: list[list[int]], rows: int, width: int) -> npt.NDArray[Any]:
        ids = np.zeros((rows, width), dtype=np.int64)
        mask = np.zeros((rows, width), dtype=np.int64)
        mask[:, 0] = 1
        for row, found in enumerate(tokens):
            ids[row, : len(found)] = found
            mask[row, : len(found)] = 1
        given = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        with torch.inference_mode():
            output = self._model(given)["sentence_embedding"].float()
        result: npt.NDArray[Any] = output.numpy()
        return result


def _padded(length: int) -> int:
    return -(-length // _STEP) * _STEP
