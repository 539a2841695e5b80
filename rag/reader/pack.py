"""Makes the weights that the program reads from a training state: `python -m rag.reader.pack`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from rag.reader import weights
from rag.reader.network import ReaderNetwork


def averaged(state: Path) -> dict[str, Tensor]:
    """The averaged weights of a training state, by name."""
    saved = torch.load(state, weights_only=True)
    network = ReaderNetwork()
    network.load_state_dict(saved["master"])
    names = [name for name, _ in network.named_parameters() if name != "words.weight"]
    kept: dict[str, Tensor] = saved["master"]
    return kept | dict(zip(names, saved["average"], strict=True))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.reader.pack", description="Packs a trained reader."
    )
    parser.add_argument("state", type=Path, help="state.pt of a training")
    parser.add_argument("folder", type=Path, help="where the weights go")
    parser.add_argument(
        "--last", action="store_true", help="the last weights rather than their average"
    )
    options = parser.parse_args(arguments)
    state = (
        torch.load(options.state, weights_only=True)["master"]
        if options.last
        else averaged(options.state)
    )
    print(weights.store(state, options.folder))


if __name__ == "__main__":
    main()
