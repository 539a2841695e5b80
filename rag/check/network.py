"""The check's network: the reader's encoder with a head for three classes."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from rag.reader.network import Encoder
from rag.transformer import WIDTH

HEADS = ("pool", "verdict")


class CheckNetwork(Encoder):
    """Reads `[CLS] sentence [SEP] quotes [SEP]`: entailed, not said or contradicted."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = nn.Linear(WIDTH, WIDTH)
        self.verdict = nn.Linear(WIDTH, 3)

    def forward(self, tokens: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
        """Logits (B, 3) of the classes; arguments as in `ReaderNetwork.forward`."""
        x = self.features(tokens, types, lengths)
        logits: Tensor = self.verdict(torch.tanh(self.pool(x[:, 0]))).float()
        return logits
