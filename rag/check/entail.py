"""The trained part of the check: do these words say that?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from rag.check.network import CheckNetwork
from rag.check.rows import encode, rounded, tensors
from rag.reader import ReaderUnavailable
from rag.reader.precision import fastest
from rag.reader.text import readable
from rag.reader.tokens import Encoded, load_tokenizer
from rag.reader.weights import fill

BATCH = 8


class CheckerUnavailable(ValueError):
    """The check's weights or its tokenizer are missing or not the ones expected."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Natural log-odds that the text entails the sentence, and that it contradicts it."""

    entailed: float
    contradicted: float


class Entailment:
    """Reads sentences against texts. Thread-safe: it keeps no state between calls."""

    def __init__(self, network: CheckNetwork, tokenizer: Tokenizer) -> None:
        self._network = network
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path | None = None, precision: torch.dtype | None = None) -> Entailment:
        """The weights in `folder` (default: those that come with Footnote).

        Raises CheckerUnavailable where they are missing or damaged.
        """
        with torch.device("meta"):
            network = CheckNetwork()
        try:
            fill(network, folder or Path(__file__).parent, "check")
            tokenizer = load_tokenizer()
        except ReaderUnavailable as problem:
            raise CheckerUnavailable(str(problem)) from problem
        network.settle(precision or fastest())
        return cls(network, tokenizer)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """A judgement for each (sentence, text), in their order."""
        rows = encode(self._tokenizer, [(readable(one), readable(text)) for one, text in pairs])
        order = sorted(range(len(rows)), key=lambda k: len(rows[k].ids))
        found: dict[int, Judgement] = {}
        while order:
            length = rounded(len(rows[order[0]].ids))
            alike = sum(len(rows[k].ids) <= length for k in order[:BATCH])
            # Few shapes: the matrix library compiles and keeps a kernel for each.
            chosen, order = order[: (count := 1 << alike.bit_length() - 1)], order[count:]
            read = self._read([rows[k] for k in chosen], length)
            found.update(zip(chosen, read, strict=True))
        return [found[k] for k in range(len(rows))]

    @torch.inference_mode()
    def _read(self, rows: Sequence[Encoded], length: int) -> list[Judgement]:
        logits = self._network(*tensors(rows, length)).double()
        entailed = logits[:, 0] - torch.logsumexp(logits[:, 1:], dim=1)
        contradicted = logits[:, 2] - torch.logsumexp(logits[:, :2], dim=1)
        return [
            Judgement(one, other)
            for one, other in zip(entailed.tolist(), contradicted.tolist(), strict=True)
        ]
