"""What it costs a worker to keep its own words of a shared store: time, disk, and when idle.

    python -m bench.shared [--documents 500] [--passages 20]

A real Chroma server, made-up passages, vectors of chance: words and records alone are measured.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.crowd import chroma_server
from rag.chroma import Chroma
from rag.embed import Vectors
from rag.ledger import Ledger
from rag.settings import Settings
from rag.shelves import Shelves
from rag.store import Store
from rag.types import Document, Passage, Span, info_of

_WORDS = [f"word{number}" for number in range(20_000)]


def made_up(number: int, passages: int) -> tuple[Document, list[Passage]]:
    """A document of passages of about 700 characters."""
    chance = random.Random(number)
    texts = [" ".join(chance.choices(_WORDS, k=75)) + ". " for _ in range(passages)]
    cut, start = [], 0
    for place, text in enumerate(texts):
        span = Span(start=start, end=start + len(text))
        key = f"d{number}-{place}"
        cut.append(
            Passage(id=key, document_id=f"d{number}", span=span, text=text, sentences=(span,))
        )
        start = span.end
    whole = Document(id=f"d{number}", title=str(number), text="".join(texts), source=f"{number}")
    return whole, cut


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def put(store: Store, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
    store.write(passages, vectors)
    store.commit([info_of(document, characters=len(document.text), passages=len(passages))])


def turn(ledger: Ledger) -> None:
    """What it costs to write, besides the writing."""
    ledger.take(5)
    ledger.check()
    ledger.leave()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--passages", type=int, default=20)
    parser.add_argument("--port", type=int, default=18766)
    chosen = parser.parse_args()
    vectors = np.random.default_rng(0).normal(size=(chosen.passages, 384)).astype(np.float32)
    with (
        tempfile.TemporaryDirectory() as name,
        chroma_server(Path(name) / "chroma", chosen.port) as url,
    ):
        folder = Path(name)
        chroma = Chroma.on_server(Settings(store=url))
        ledger = Ledger(chroma)
        for worker in ("writer", "reader"):
            (folder / worker).mkdir()
        writer = Shelves(chroma, folder / "writer", lambda: None)
        store = writer.seen_by(None)[0].store
        for number in range(chosen.documents):
            document, passages = made_up(number, chosen.passages)
            put(store, document, passages, vectors)
        reader: list[Shelves] = []

        def begin() -> None:
            reader.append(Shelves(chroma, folder / "reader", lambda: None))
            reader[0].sync()

        from_nothing = seconds(begin)
        looks = [seconds(ledger.edition) for _ in range(200)]
        same = statistics.median(seconds(reader[0].refresh) for _ in range(5))
        document, passages = made_up(chosen.documents, chosen.passages)
        put(store, document, passages, vectors)
        one = seconds(reader[0].refresh)
        turns = []
        for _ in range(20):
            turns.append(seconds(lambda: turn(ledger)))
        disk = sum(path.stat().st_size for path in (folder / "reader").iterdir())
        count = chosen.documents * chosen.passages
        print(
            f"{chosen.documents:,} documents, {count:,} passages: words made from nothing in "
            f"{from_nothing:.1f} s, {disk / count / 1024:.2f} KiB a passage on disk; a look that "
            f"finds nothing new {statistics.median(looks) * 1000:.1f} ms; reading all records "
            f"anew {same * 1000:.0f} ms; with one document more {one * 1000:.0f} ms; a turn to "
            f"write {statistics.median(turns) * 1000:.0f} ms"
        )
        writer.close()
        reader[0].close()


if __name__ == "__main__":
    main()
