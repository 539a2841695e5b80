"""The transformer that all our networks share: BERT's encoder in the size of MiniLM.

Shapes: B rows, T tokens, D = 384 features, H = 12 heads. The weights carry the names that
`rag.minilm` gives to those of the public MiniLM checkpoint; attention follows Vaswani et al. 2017,
the encoder Devlin et al. 2019.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, nn

from rag.packed import pack, packable

WIDTH = 384
HEADS = 12
LAYERS = 6
INNER = 1536
VOCABULARY = 30522
POSITIONS = 512
NORM_EPSILON = 1e-12


class Sum(nn.Linear):
    """A linear layer whose result is added to something."""

    def plus(self, x: Tensor, other: Tensor) -> Tensor:
        """`other + linear(x)`."""
        return cast(Tensor, other + self(x))


class Layer(nn.Module):
    """One post-norm transformer layer, (B, T, D) to (B, T, D)."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.mix = Sum(WIDTH, WIDTH)
        self.norm_attention = nn.LayerNorm(WIDTH, eps=NORM_EPSILON)
        self.widen = nn.Linear(WIDTH, INNER)
        self.bend = nn.GELU()
        self.narrow = Sum(INNER, WIDTH)
        self.norm_output = nn.LayerNorm(WIDTH, eps=NORM_EPSILON)

    def forward(self, x: Tensor, attend: Callable[[Tensor], Tensor]) -> Tensor:
        """`attend` turns queries, keys and values, (B, T, 3, H, D / H), into (B, T, D)."""
        batch, length, _ = x.shape
        seen = attend(self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS))
        x = self.norm_attention(self.mix.plus(seen, x))
        widened = self.bend(self.widen(x))
        return cast(Tensor, self.norm_output(self.narrow.plus(widened, x)))


class Transformer(nn.Module):
    """Embeddings and layers; what attends to what, and what comes of it, its subclasses say."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH, padding_idx=0)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=NORM_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def settle(self, precision: torch.dtype) -> None:
        """Make it ready to read in this number format, as fast as it goes; it trains no more."""
        self.to(precision).eval().requires_grad_(False)
        if packable(precision):
            pack(self.layers)
