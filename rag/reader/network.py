"""The reader's network: a small BERT encoder with a span head and a "no answer" head.

The encoder serves the check of written sentences too (`rag.check.network`).

Shapes: B sequences, T tokens, D = 384 features. Scores are logits (natural log, no unit). The
transformer itself is `rag.transformer`.
"""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.transformer import WIDTH, Transformer


def _attend(mask: Tensor | None, qkv: Tensor) -> Tensor:
    """Attention within each row; `mask`, where given, is added to the logits: (B, 1, 1, T)."""
    query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
    return _seen(query, key, value, mask).transpose(1, 2).flatten(2)


def _seen(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
    if not torch.is_grad_enabled():
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    # The fused kernel's backward pass takes half of a training step on a processor.
    logits = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(-1, -2))
    return torch.matmul(
        functional.softmax(logits if mask is None else logits + mask, dim=-1), value
    )


class Encoder(Transformer):
    """Reads `[CLS] one text [SEP] another [SEP]`; the heads are its subclasses' own."""

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
            x = layer(x, partial(_attend, mask))
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
