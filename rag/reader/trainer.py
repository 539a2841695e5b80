"""Training shared by the networks of this project: updates, averaging, saving, reporting."""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from torch import Tensor

from rag.reader.network import Encoder
from rag.transformer import LAYERS

RATE = 1.5e-4
HEAD_RATE = 5e-4
LAYER_DECAY = 0.9
WARM = 0.04
AVERAGE = 0.998


class HasRows(Protocol):
    """A batch: `real` rows of it count."""

    @property
    def real(self) -> int:
        """How many rows are not padding."""


B = TypeVar("B", bound=HasRows)


@dataclass(slots=True)
class Trained:
    """What training has done so far; the same fields make the report."""

    seconds: float = 0.0
    steps: int = 0
    rows: int = 0
    losses: list[float] = field(default_factory=list)


class Trainer(Generic[B]):
    """A bfloat16 network for the passes, float32 weights for the updates, and their average."""

    def __init__(
        self, master: Encoder, heads: Sequence[str], objective: Callable[[Any, B], Tensor]
    ) -> None:
        """Train `master`, whose own layers start with `heads`, for a low `objective` in nats."""
        master.words.weight.requires_grad_(False)
        self.master = master
        self.objective = objective
        self.fast = copy.deepcopy(master).to(torch.bfloat16)
        self.pairs = [
            (mine, theirs)
            for mine, theirs in zip(master.parameters(), self.fast.parameters(), strict=True)
            if mine.requires_grad
        ]
        self.average = [mine.detach().clone() for mine, _ in self.pairs]
        self.optimizer = torch.optim.AdamW(
            _rates(master, tuple(heads)), betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )
        self.base = [group["lr"] for group in self.optimizer.param_groups]

    def step(self, batch: B, rate: float) -> float:
        """One update at `rate` times the base learning rates; returns the loss in nats."""
        value = self.objective(self.fast, batch)
        torch.autograd.backward(value)
        for mine, theirs in self.pairs:
            mine.grad = None if theirs.grad is None else theirs.grad.float()
            theirs.grad = None
        torch.nn.utils.clip_grad_norm_([mine for mine, _ in self.pairs], 1.0)
        for group, base in zip(self.optimizer.param_groups, self.base, strict=True):
            group["lr"] = base * rate
        self.optimizer.step()
        with torch.no_grad():
            torch._foreach_copy_(
                [theirs for _, theirs in self.pairs], [mine for mine, _ in self.pairs]
            )
        return float(value.detach())

    @torch.no_grad()
    def follow(self, weight: float) -> None:
        """Moves the average towards the weights by `weight` in 0..1."""
        torch._foreach_lerp_(self.average, [mine.detach() for mine, _ in self.pairs], weight)

    def state(self, done: Trained) -> dict[str, Any]:
        """Everything that `restore` needs."""
        return {
            "master": self.master.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "done": asdict(done),
        }

    def restore(self, state: dict[str, Any]) -> Trained:
        """Goes on from a state that `state` gave."""
        self.master.load_state_dict(state["master"])
        self.fast.load_state_dict(state["master"])
        self.optimizer.load_state_dict(state["optimizer"])
        for mine, saved in zip(self.average, state["average"], strict=True):
            mine.copy_(saved)
        return Trained(**state["done"])


def _rates(network: Encoder, heads: tuple[str, ...]) -> list[dict[str, Any]]:
    """Parameter groups: lower layers learn more slowly, norms and biases do not decay."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, weight in network.named_parameters():
        if not weight.requires_grad:
            continue
        if name.startswith("layers."):
            rate = RATE * LAYER_DECAY ** (LAYERS - 1 - int(name.split(".")[1]))
        elif name.startswith(heads):
            rate = HEAD_RATE
        else:
            rate = RATE * LAYER_DECAY**LAYERS
        groups.setdefault((rate, 0.01 if weight.ndim > 1 else 0.0), []).append(weight)
    return [
        {"params": weights, "lr": rate, "weight_decay": decay}
        for (rate, decay), weights in groups.items()
    ]


def schedule(part: float) -> float:
    """Share of the base learning rate when `part` (0..1) of the training is done."""
    return min(part / WARM, 1.0 - (part - WARM) / (1.0 - WARM)) if part < 1 else 0.0


def train(
    trainer: Trainer[B], batches: Callable[[int], Iterator[B]], options: argparse.Namespace
) -> Trained:
    """Trains as `options` say and keeps `state.pt` and `report.json` in the output folder.

    `batches` gives the batches for a training that has done so many steps.
    """
    options.output.mkdir(parents=True, exist_ok=True)
    done, saved = Trained(), options.output / "state.pt"
    if options.resume and saved.is_file():
        done = trainer.restore(torch.load(saved, weights_only=True))
    source = batches(done.steps)
    begun, kept = time.monotonic() - done.seconds, done.seconds
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with bar:
        shown = bar.add_task("training", total=1.0)
        while (part := _part(options, done)) < 1.0:
            batch = next(source)
            done.losses.append(trainer.step(batch, schedule(part)))
            done.steps += 1
            done.rows += batch.real
            done.seconds = time.monotonic() - begun
            if done.steps % 4 == 0:
                trainer.follow(1 - min(AVERAGE, done.steps / (done.steps + 10)) ** 4)
            if done.steps % 100 == 0:
                mean = sum(done.losses[-100:]) / 100
                bar.update(shown, completed=part, description=f"step {done.steps}, loss {mean:.3f}")
                _report(options, done)
            if done.seconds - kept > 60 * options.save_minutes:
                kept = done.seconds
                _save(trainer.state(done), saved)
    _save(trainer.state(done), saved)
    _report(options, done)
    return done


def _part(options: argparse.Namespace, done: Trained) -> float:
    if options.steps is not None:
        return float(done.steps / options.steps)
    return float(done.seconds / (60 * options.minutes))


def _save(state: dict[str, Any], path: Path) -> None:
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def _report(options: argparse.Namespace, done: Trained) -> None:
    report = {
        "seconds": round(done.seconds, 1),
        "steps": done.steps,
        "rows": done.rows,
        "rows_per_second": round(done.rows / max(done.seconds, 1e-9), 1),
        "loss": [
            round(sum(done.losses[i : i + 100]) / 100, 4)
            for i in range(0, len(done.losses) - 99, 100)
        ],
        "seed": options.seed,
        "torch": torch.__version__,
    }
    (options.output / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that every training takes."""
    parser.add_argument("--output", type=Path, required=True)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float)
    length.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-minutes", type=float, default=5)
    parser.add_argument("--resume", action="store_true")
