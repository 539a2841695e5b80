"""Missing and damaged weights are named; what is stored comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

import rag.reader
from rag.reader import Reader, ReaderUnavailable, weights
from rag.reader.network import ReaderNetwork

PACKAGED = Path(rag.reader.__file__).parent


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable, match="can't be read"):
        Reader.load(tmp_path)


@pytest.mark.parametrize("place", [0, 9, 4000, -1])
def test_one_changed_byte(tmp_path: Path, place: int) -> None:
    content = bytearray((PACKAGED / weights.WEIGHTS).read_bytes())
    content[place] ^= 1
    (tmp_path / weights.WEIGHTS).write_bytes(content)
    shutil.copy(PACKAGED / weights.NOTE, tmp_path)
    with pytest.raises(ReaderUnavailable, match="damaged"):
        Reader.load(tmp_path)


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"sha256": 1}', "\x00"])
def test_a_broken_note(tmp_path: Path, note: str) -> None:
    shutil.copy(PACKAGED / weights.WEIGHTS, tmp_path)
    (tmp_path / weights.NOTE).write_text(note)
    with pytest.raises(ReaderUnavailable):
        Reader.load(tmp_path)


def test_weights_of_another_network(tmp_path: Path) -> None:
    weights.store({"other": torch.zeros(3, 4)}, tmp_path)
    with pytest.raises(ReaderUnavailable, match="another reader"):
        Reader.load(tmp_path)


def test_stored_weights_come_back(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = ReaderNetwork()
    weights.store(network.state_dict(), tmp_path)
    back = weights.load_network(tmp_path).state_dict()
    for name, weight in network.state_dict().items():
        step = weight.abs().amax(1, keepdim=True) / 127 if weight.ndim > 1 else torch.tensor(0.0)
        assert bool(((back[name] - weight).abs() <= 0.51 * step + 1e-7).all()), name


def test_small_enough() -> None:
    assert (PACKAGED / weights.WEIGHTS).stat().st_size <= 30_000_000
