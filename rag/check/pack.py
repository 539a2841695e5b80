"""Makes the weights that the program reads from a training state: `python -m rag.check.pack`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from rag.check.network import CheckNetwork
from rag.reader import weights


def averaged(state: Path) -> dict[str, Tensor]:
    """The averaged weights of a training state, by name."""
    saved = torch.load(state, weights_only=True)
    names = [name for name, _ in CheckNetwork().named_parameters() if name != "words.weight"]
    kept: dict[str, Tensor] = saved["master"]
    return kept | dict(zip(names, saved["average"], strict=True))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.check.pack", description="Packs a trained check."
    )
    parser.add_argument("state", type=Path, help="state.pt of a training")
    parser.add_argument("folder", type=Path, help="where the weights go")
    options = parser.parse_args(arguments)
    print(weights.store(averaged(options.state), options.folder))


if __name__ == "__main__":
    main()
