"""What an index of each size costs: `python -m bench.scale --squad squad1-train.json.gz`.

Each size is a fresh process, so that its memory is its own. Vectors of the articles are computed
once and kept in --cache; the passages beyond them are filler (see `bench.filler`), so the time to
add is that of storing, and of embedding at the rate that was measured on the articles.
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
from bench.squad import read_squad
from rag import Corpus
from rag.embed import Embedder
from rag.types import info_of

_QUESTIONS = 60
_DEPTH = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 3_000, 10_000, 30_000])
    parser.add_argument("--home", type=Path, help="keep the index here (one size only)")
    parser.add_argument("--row", choices=["make", "ask"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        work = make if options.row == "make" else ask
        print(json.dumps(work(options.home, options)))
        return
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            home = options.home or Path(folder) / "home"
            made = {} if (home / "manifest.json").exists() else _row("make", home, size, options)
            print(json.dumps(made | _row("ask", home, size, options)), flush=True)


def _row(what: str, home: Path, size: int, options: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scale", "--row", what, "--home", str(home)]
    command += ["--squad", str(options.squad), "--cache", str(options.cache)]
    printed = subprocess.run(
        [*command, "--sizes", str(size)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    found: dict[str, float] = json.loads(printed.splitlines()[-1])
    return found


def make(home: Path, options: argparse.Namespace) -> dict[str, float]:
    """Fill an index with so many passages; seconds that storing took, memory and disk."""
    wanted = options.sizes[0]
    stored = 0.0
    number = 0
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
            number += count
            if number >= wanted:
                break
    return {
        "passages": number,
        "store_s": round(stored, 1),
        "make_mb": _peak(),
        "disk_mb": _disk(home),
    }


def ask(home: Path, options: argparse.Namespace) -> dict[str, float]:
    """Open an index and ask it: seconds, milliseconds, recall of the dense search, memory."""
    begun = time.perf_counter()
    corpus = Corpus.open(home)
    opened = time.perf_counter() - begun
    with corpus:
        articles = read_squad(options.squad)
        asked = [one.questions[0].text for one in islice(articles, _QUESTIONS) if one.questions]
        begun = time.perf_counter()
        corpus.ask("What is this about?")
        first = time.perf_counter() - begun
        index = corpus._index
        embedder = index.models.embedder()
        vectors = [embedder.embed_query(question) for question in asked]
        dense = _each(lambda v: index.store.search(v, limit=_DEPTH), vectors)
        words = _each(lambda q: index.lexicon.search(q, limit=_DEPTH), asked)
        search = _each(corpus.search, asked)
        whole = _each(corpus.ask, asked)
        peak = _peak()
        recall = _recall(index.store, vectors)
    return {
        "open_s": round(opened, 2),
        "first_s": round(first, 2),
        "dense_ms": round(median(dense)),
        "words_ms": round(median(words)),
        "search_ms": round(median(search)),
        "ask_ms": round(median(whole)),
        "ask_p95_ms": round(quantiles(whole, n=20)[-1]),
        "ask_mb": peak,
        "recall": round(recall, 4),
    }


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
    table = store._passages  # type: ignore[attr-defined]
    for offset in range(0, table.count(), 5000):
        page = table.get(limit=5000, offset=offset, include=["embeddings"])
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


def _disk(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) // 1_000_000


if __name__ == "__main__":
    main()
