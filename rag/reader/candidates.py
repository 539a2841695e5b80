"""Search as the program does it in spirit, for evaluation: BM25 and MiniLM, z-scores averaged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from rag.reader.bm25 import Bm25
from rag.reader.measures import Array
from rag.reader.start import load_encoder
from rag.reader.tokens import CLS, SEP, encode_texts, load_tokenizer

_LONGEST = 253
_STEP = 32


class Search:
    """Finds texts for questions."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._words = Bm25(texts)
        self._tokenizer = load_tokenizer()
        self._network = load_encoder().to(torch.bfloat16).eval()
        self._vectors = self._encode(texts)

    def scores(self, question: str) -> Array:
        """A score for every text: the mean of two z-scores."""
        near = self._encode([question]) @ self._vectors.T
        return 0.5 * (_standard(near[0]) + _standard(np.asarray(self._words.scores(question))))

    @torch.inference_mode()
    def _encode(self, texts: Sequence[str]) -> Array:
        found = []
        for read in encode_texts(self._tokenizer, texts):
            ids = [CLS, *read.ids[:_LONGEST], SEP]
            tokens = torch.zeros(1, -(-len(ids) // _STEP) * _STEP, dtype=torch.long)
            tokens[0, : len(ids)] = torch.tensor(ids)
            features = self._network.features(
                tokens, torch.zeros_like(tokens), torch.tensor([len(ids)])
            )
            mean = features[0, : len(ids)].float().mean(0)
            found.append(torch.nn.functional.normalize(mean, dim=0).numpy())
        return np.asarray(found, dtype=np.float64)


def _standard(values: Array) -> Array:
    return np.asarray((values - values.mean()) / (values.std() + 1e-9))
