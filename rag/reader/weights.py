"""A network's weights on disk: int8 rows with a scale each, and a note with their digest.

`weights.safetensors` holds, for each matrix, `NAME` (int8, rows by columns) and `NAME.scale`
(float32, one a row), and each vector as float32. A weight is `int8 * scale`. `weights.json`
holds the file's SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from rag.reader.errors import ReaderUnavailable
from rag.reader.network import Encoder, ReaderNetwork

WEIGHTS = "weights.safetensors"
NOTE = "weights.json"
_SCALE = ".scale"


def store(state: Mapping[str, Tensor], folder: Path) -> str:
    """Writes a network's weights to `folder` and returns the file's SHA-256."""
    tensors: dict[str, Tensor] = {}
    for name, weight in state.items():
        if weight.ndim < 2:
            tensors[name] = weight.float().contiguous()
            continue
        scale = weight.float().abs().amax(1).clamp_min(1e-12) / 127
        tensors[name] = (weight.float() / scale[:, None]).round().to(torch.int8)
        tensors[name + _SCALE] = scale
    content = save(tensors)
    digest = hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(content)
    note = {"file": WEIGHTS, "bytes": len(content), "sha256": digest}
    (folder / NOTE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    return digest


def load_network(folder: Path) -> ReaderNetwork:
    """The network in `folder`. Raises ReaderUnavailable where it can't be had."""
    with torch.device("meta"):
        network = ReaderNetwork()
    fill(network, folder, "reader")
    return network


def fill(network: Encoder, folder: Path, name: str) -> None:
    """Gives a network, made on the device "meta", the weights in `folder`.

    Raises ReaderUnavailable, which calls the network by its `name`, where they can't be had.
    """
    tensors = load(_checked(folder, name))
    state = {key: _restored(key, tensors) for key in tensors if not key.endswith(_SCALE)}
    try:
        network.load_state_dict(state, assign=True)
    except RuntimeError as problem:
        raise ReaderUnavailable(
            f"the weights in {folder} are of another {name}: install Footnote again"
        ) from problem


def _checked(folder: Path, name: str) -> bytes:
    remedy = f"install Footnote again, or train the {name} anew (see MODEL_CARD.md)"
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        content = (folder / WEIGHTS).read_bytes()
        expected = note["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ReaderUnavailable(
            f"the {name}'s weights can't be read from {folder}: {remedy}"
        ) from problem
    if hashlib.sha256(content).hexdigest() != expected:
        raise ReaderUnavailable(f"the {name}'s weights in {folder} are damaged: {remedy}")
    try:
        load(content)
    except SafetensorError as problem:
        raise ReaderUnavailable(
            f"the {name}'s weights in {folder} are damaged: {remedy}"
        ) from problem
    return content


def _restored(name: str, tensors: Mapping[str, Tensor]) -> Tensor:
    weight = tensors[name]
    if weight.dtype != torch.int8:
        return weight
    return weight.float() * tensors[name + _SCALE][:, None]
