"""What an index of each size costs: `python -m bench.scale --squad squad1-train.json.gz`.

    python -m bench.scale --squad FILE --cache FOLDER [--sizes 1000 10000 100000] [--minutes 60]

Each size is a fresh process, so that its memory is its own. Vectors of the articles are computed
once and kept in --cache; the passages beyond them are filler (see `bench.filler`). So the time to
add is that of storing, and of embedding at the rate of a measured sample, one after the other.

A table is printed at the end. `ask` is a question that was asked before, `fresh` one whose
sentences mostly were not; memory is that of opening and asking. A size that was measured is kept in
--cache and not measured again; when --minutes are over the table has what there is. From three
sizes on its last row is not measured but fitted, a curve for each column (see `bench.curve`), and
marked so: a million passages, or ten times the largest size where that is less, since beyond that a
curve says nothing. Recall isn't a cost, and has no curve.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from bench.filler import stocks
from bench.scale_table import Row, table
from bench.squad import Article, read_squad
from rag import Corpus
from rag.embed import Embedder
from rag.types import info_of

_QUESTIONS = 60
_DEPTH = 50
_SAMPLE = 512


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--home", type=Path, help="keep the index here (one size only)")
    parser.add_argument("--row", choices=["make", "ask"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        work = make if options.row == "make" else ask
        print(json.dumps(work(options.home, options)))
        return
    print("\n".join(table(_measured(options))))


def _measured(options: argparse.Namespace) -> list[Row]:
    """A row for each size, as far as the time goes."""
    until = time.monotonic() + 60 * options.minutes
    kept = options.cache / f"rows-{options.squad.name}.json"
    known: dict[str, Row] = json.loads(kept.read_text()) if kept.exists() else {}
    for size in options.sizes:
        if str(size) in known:
            continue
        try:
            known[str(size)] = _row(size, until, options)
        except subprocess.TimeoutExpired:
            print(f"{size:,} passages took longer than there was time", file=sys.stderr)
            break
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(known))
        print(json.dumps(known[str(size)]), file=sys.stderr, flush=True)
    return [known[str(size)] for size in sorted(options.sizes) if str(size) in known]


def _row(size: int, until: float, options: argparse.Namespace) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        made: Row = {}
        if not (home / "manifest.json").exists():
            made = _child("make", home, size, (until, options))
        return made | _child("ask", home, size, (until, options))


def _child(what: str, home: Path, size: int, given: tuple[float, argparse.Namespace]) -> Row:
    until, options = given
    command = [sys.executable, "-m", "bench.scale", "--row", what, "--home", str(home)]
    command += ["--squad", str(options.squad), "--cache", str(options.cache)]
    done = subprocess.run(
        [*command, "--sizes", str(size)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=max(until - time.monotonic(), 1),
    )
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def make(home: Path, options: argparse.Namespace) -> Row:
    """Fill an index with so many passages; how long that takes, and the disk that it needs."""
    wanted = options.sizes[0]
    stored = 0.0
    number = 0
    sample: list[str] = []
    with Corpus.open(home, empty=True) as corpus:
        index = corpus._index
        assert index.kept
        embedder = Embedder.load()
        for stock in stocks(read_squad(options.squad), embedder, options.cache):
            part = slice(0, wanted - number)
            begun = time.perf_counter()
            index.store.write(stock.passages[part], stock.vectors[part])
            index.lexicon.write(stock.passages[part])
            index.kept.write(stock.passages[part])
            text = "".join(passage.text for passage in stock.passages[part])
            count = len(stock.passages[part])
            info = info_of(stock.document, characters=len(text), passages=count)
            index.store.commit([info])
            index.lexicon.finish([stock.document.id])
            index.kept.commit([(stock.document, "")])
            stored += time.perf_counter() - begun
            sample += [passage.text for passage in stock.passages[: _SAMPLE - len(sample)]]
            number += count
            if number >= wanted:
                break
        begun = time.perf_counter()
        embedder.embed(sample)
        embedded = number * (time.perf_counter() - begun) / len(sample)
    return {
        "passages": number,
        "store_s": round(stored, 2),
        "add_s": round(stored + embedded, 2),
        "per_s": round(number / (stored + embedded), 1),
        "disk_mb": round(_disk(home), 1),
    }


def ask(home: Path, options: argparse.Namespace) -> Row:
    """Open an index and ask it: seconds, milliseconds, recall of the dense search, memory."""
    begun = time.perf_counter()
    corpus = Corpus.open(home)
    opened = time.perf_counter() - begun
    with corpus:
        asked = _questions(read_squad(options.squad))
        corpus.ask("What is this about?")
        index = corpus._index
        embedder = index.models.embedder()
        vectors = [embedder.embed_query(question) for question in asked]
        dense = _each(lambda v: index.store.search(v, limit=_DEPTH), vectors)
        words = _each(lambda q: index.lexicon.search(q, limit=_DEPTH), asked)
        fresh = _each(corpus.ask, asked)
        warm = _each(corpus.ask, asked)
        peak = _peak()
        recall = _recall(index.store, vectors)
    return {
        "open_s": round(opened, 2),
        "dense_ms": round(median(dense), 1),
        "words_ms": round(median(words), 1),
        "fresh_ms": round(median(fresh), 1),
        "ask_ms": round(median(warm), 1),
        "ask_p95_ms": round(quantiles(warm, n=20)[-1], 1),
        "memory_mb": peak,
        "recall": round(recall, 4),
    }


def _questions(articles: Sequence[Article]) -> list[str]:
    """The first question of each article, then the second of each, as many as are asked."""
    most = max(len(one.questions) for one in articles)
    found = (
        one.questions[turn].text
        for turn in range(most)
        for one in articles
        if turn < len(one.questions)
    )
    return list(islice(found, _QUESTIONS))


def _each(work: Callable[..., object], items: Sequence[object]) -> list[float]:
    taken = []
    for item in items:
        begun = time.perf_counter()
        work(item)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def _recall(store: object, vectors: Sequence[np.ndarray]) -> float:
    """The share of the exact nearest that the index finds."""
    ids: list[str] = []
    rows: list[np.ndarray] = []
    for volume in store._passages._tables:  # type: ignore[attr-defined]
        for page in volume.pages(["embeddings"]):
            if page["ids"]:
                ids += page["ids"]
                rows.append(np.asarray(page["embeddings"], dtype=np.float32))
    every = np.concatenate(rows)
    hits = 0
    for vector in vectors:
        nearest = np.argpartition(-(every @ vector), _DEPTH)[:_DEPTH]
        found = store.search(vector, limit=_DEPTH)  # type: ignore[attr-defined]
        hits += len({ids[n] for n in nearest} & {one.passage.id for one in found})
    return hits / (_DEPTH * len(vectors))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _disk(home: Path) -> float:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1_000_000


if __name__ == "__main__":
    main()
