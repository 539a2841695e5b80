"""Trains the reader anew: `python -m rag.reader.train --squad FILE --output DIR --minutes 75`.

Starts from the packaged all-MiniLM-L6-v2. `DIR/state.pt` allows `--resume`; the weights that
the program reads are made from it with `python -m rag.reader.pack`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor

from rag.reader import squad, wordnet
from rag.reader.batches import Batch, batches
from rag.reader.groups import GroupMaker, Task
from rag.reader.near import tasks_of
from rag.reader.network import ReaderNetwork
from rag.reader.objective import loss
from rag.reader.start import load_encoder
from rag.reader.tokens import load_tokenizer
from rag.reader.trainer import Trained, Trainer, add_options, train

TOKENS = 5000
HEADS = ("span", "null", "pool")


def objective(network: ReaderNetwork, batch: Batch) -> Tensor:
    """The loss of a batch, in nats."""
    logits = network(batch.tokens, batch.types, batch.lengths)
    return loss(logits, batch.gold, batch.inside, batch.group)


def read_tasks(plain: Path, adversarial: Path | None, repeats: int) -> list[Task]:
    """Tasks of SQuAD 1.1 once and of SQuAD 2.0's articles `repeats` times."""
    tasks = [task for article in squad.load(plain) for task in tasks_of(article)]
    if adversarial is not None:
        tasks += repeats * [
            task for article in squad.load(adversarial) for task in tasks_of(article)
        ]
    return tasks


def common_words(tasks: Sequence[Task], least: int = 20) -> set[str]:
    """Lower-case words that questions use at least `least` times."""
    counted = Counter(
        word for task in tasks for word in task.question.text.lower().rstrip("?").split()
    )
    return {word for word, n in counted.items() if n >= least}


def run(options: argparse.Namespace) -> Trained:
    """Trains as `options` say and keeps `state.pt` and `report.json` in the output folder."""
    torch.manual_seed(options.seed)
    tasks = read_tasks(options.squad, options.squad2, options.repeats)
    words = wordnet.load(options.wordnet)
    words.keep_sisters(common_words(tasks))
    maker, tokenizer = GroupMaker(words), load_tokenizer()

    def source(steps: int) -> Iterator[Batch]:
        return batches(tasks, maker, tokenizer, Random(options.seed + steps), TOKENS)

    return train(Trainer(load_encoder(), HEADS, objective), source, options)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.reader.train", description="Trains the reader."
    )
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 1.1 training set")
    parser.add_argument(
        "--squad2", type=Path, help="articles of SQuAD 2.0, with unanswerable questions"
    )
    add_options(parser)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument(
        "--repeats", type=int, default=4, help="how often the second set is seen a round"
    )
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    done = run(options)
    print(f"{done.steps} steps, {done.rows} pairs, {done.seconds / 60:.1f} minutes")


if __name__ == "__main__":
    main()
