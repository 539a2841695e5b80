"""The reader's network: a small BERT encoder with a span head and a "no answer" head.

The encoder serves the check of written sentences too (`rag.check.network`).

Shapes: B sequences, T tokens, D = 384 features, H = 12 heads. Scores are logits (natural log,
no unit). The encoder's weights carry the names of the public MiniLM checkpoint, so that it can
be loaded as it comes; attention follows Vaswani et al. 2017, the encoder Devlin et al. 2019.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

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

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """`mask`, where given, is added to the attention logits: (B, 1, 1, T)."""
        batch, length, _ = x.shape
        qkv = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        seen = _attend(query, key, value, mask).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm_attention(self.mix.plus(seen, x))
        widened = self.bend(self.widen(x))
        return cast(Tensor, self.norm_output(self.narrow.plus(widened, x)))


def _attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
    if not torch.is_grad_enabled():
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    # The fused kernel's backward pass takes half of a training step on a processor.
    logits = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(-1, -2))
    return torch.matmul(
        functional.softmax(logits if mask is None else logits + mask, dim=-1), value
    )


class Encoder(nn.Module):
    """Reads `[CLS] one text [SEP] another [SEP]`; the heads are its subclasses' own."""

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

    def features(self, tokens: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
        """The encoder's last layer, (B, T, D)."""
        length = tokens.shape[1]
        place = torch.arange(length, device=tokens.device)
        x = self.norm(self.words(tokens) + self.positions(place) + self.types(types))
        mask = None
        if bool((lengths < length).any()):
            padding = place[None, :] >= lengths[:, None]
            mask = torch.zeros_like(padding, dtype=x.dtype).masked_fill_(padding, -1e4)[
                :, None, None, :
            ]
        for layer in self.layers:
            x = layer(x, mask)
        features: Tensor = x
        return features


class ReaderNetwork(Encoder):
    """Reads `[CLS] question [SEP] passage [SEP]` and scores starts, ends and "no answer"."""

    def __init__(self) -> None:
        super().__init__()
        self.span = nn.Linear(WIDTH, 2)
        self.pool = nn.Linear(WIDTH, WIDTH)
        self.null = nn.Linear(WIDTH, 1)

    def forward(
        self, tokens: Tensor, types: Tensor, lengths: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of the start (B, T), of the end (B, T) and of "no answer" (B).

        `tokens` and `types` are (B, T) token numbers and 0 (question) or 1 (passage); `lengths`
        (B) says how many tokens of each row are real, the rest is padding.
        """
        x = self.features(tokens, types, lengths)
        span = self.span(x).float()
        null = self.null(torch.tanh(self.pool(x[:, 0]))).float()
        return span[..., 0], span[..., 1], null[:, 0]
