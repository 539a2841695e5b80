"""Trains the check's entailment: `python -m rag.check.train --squad FILE --entailment FILE …`.

Starts from the packaged reader's encoder (or, with `--plain`, from all-MiniLM-L6-v2).
`DIR/state.pt` allows `--resume`; `python -m rag.check.pack` makes the weights of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor

import rag.reader
from rag.check import verbs
from rag.check.batches import Batch, batches
from rag.check.examples import Example, Maker, entailment_rows
from rag.check.network import HEADS, CheckNetwork
from rag.reader import squad, wordnet
from rag.reader.squad import Article
from rag.reader.start import public_encoder
from rag.reader.tokens import load_tokenizer
from rag.reader.trainer import Trained, Trainer, add_options, train
from rag.reader.weights import load_network

TOKENS = 5000
MADE = 0.58
"""The share of examples that are made of paragraphs; the others are rows of public sets."""
REPEATS = {"fool-me-twice": 4, "conjnli": 2}
HELD_OUT = 20
"""Every so many-th article is kept out of training, to fit and to try things on."""


def objective(network: CheckNetwork, batch: Batch) -> Tensor:
    """Mean negative log of the probability of the classes that may be right, in nats."""
    logs = torch.log_softmax(network(batch.tokens, batch.types, batch.lengths), dim=1)
    right = torch.logsumexp(logs.masked_fill(~batch.allowed, -1e4), dim=1)
    return -right.mean()


def start(plain: bool) -> CheckNetwork:
    """A network with a trained encoder and a new head, drawn from torch's generator."""
    network = CheckNetwork()
    torch.nn.init.normal_(network.verdict.weight, std=0.02)
    torch.nn.init.zeros_(network.verdict.bias)
    known: dict[str, Tensor] = public_encoder()
    if not plain:
        folder = Path(rag.reader.__file__).parent
        known = load_network(folder).state_dict()
    mine = network.state_dict()
    network.load_state_dict(mine | {name: known[name] for name in mine if name in known})
    return network


def training_articles(path: Path) -> list[Article]:
    """The articles of a SQuAD file that training may see."""
    return [one for k, one in enumerate(squad.load(path)) if k % HELD_OUT]


def held_out_articles(path: Path) -> list[Article]:
    """The others."""
    return squad.load(path)[::HELD_OUT]


def examples(
    rows: Sequence[Example], articles: Sequence[Article], maker: Maker, random: Random
) -> Iterator[Example]:
    """Examples for ever, of both sources."""
    made, public = _made(articles, maker, random), _repeated(rows, random)
    while True:
        yield next(made if random.random() < MADE else public)


def _made(articles: Sequence[Article], maker: Maker, random: Random) -> Iterator[Example]:
    places = [(one, k) for one in articles for k in range(len(one.paragraphs))]
    while True:
        random.shuffle(places)
        for article, place in places:
            yield from maker.make(article, place, random)


def _repeated(rows: Sequence[Example], random: Random) -> Iterator[Example]:
    every = [row for row in rows for _ in range(REPEATS.get(row.kind, 1))]
    while True:
        random.shuffle(every)
        yield from every


def run(options: argparse.Namespace) -> Trained:
    """Trains as `options` say and keeps `state.pt` and `report.json` in the output folder."""
    torch.manual_seed(options.seed)
    rows = entailment_rows(options.entailment, "train")
    articles = training_articles(options.squad)
    if options.squad2:
        articles += options.repeats * squad.load(options.squad2)
    maker = Maker(wordnet.load(options.wordnet), verbs.load(options.wordnet))
    tokenizer = load_tokenizer()

    def source(steps: int) -> Iterator[Batch]:
        random = Random(options.seed + steps)
        return batches(examples(rows, articles, maker, random), tokenizer, random, TOKENS)

    return train(Trainer(start(options.plain), HEADS, objective), source, options)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.check.train", description="Trains the check's entailment."
    )
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 1.1 training set")
    parser.add_argument("--squad2", type=Path, help="articles of SQuAD 2.0")
    parser.add_argument("--entailment", type=Path, required=True, help="JSONL, gzipped")
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--repeats", type=int, default=3, help="how often --squad2 is seen a round")
    parser.add_argument("--plain", action="store_true", help="start from all-MiniLM-L6-v2")
    add_options(parser)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    done = run(options)
    print(f"{done.steps} steps, {done.rows} pairs, {done.seconds / 60:.1f} minutes")


if __name__ == "__main__":
    main()
