"""Memory while one large text file is added: `python -m bench.big --megabytes 200`.

    python -m bench.big [--megabytes 1000] [--real] [--home FOLDER]

The file is made of the shipped article's words, drawn anew for each passage. It is read, cut and
written as always, into Chroma, the words and the kept texts, by a fresh process. Its vectors are
the one stand-in, since embedding a gigabyte takes hours: numbers drawn from the hash of each text.
What the real model takes beside is measured with --real on a smaller file. Memory is what Linux
says (VmRSS now and VmHWM at most). At the end the index is asked for its last passage's words.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag import Corpus, Settings
from rag.embed import PACKAGED_DIGEST, Vectors

_DIMENSION = 384
_LAST = "The very last line names the cormorant of Heligoland."
_EVERY = 20.0


class Drawn:
    """Stands in for the embedder: a unit vector drawn from the hash of each text."""

    digest = PACKAGED_DIGEST
    dimension = _DIMENSION

    def embed(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Vectors of shape (len(texts), 384)."""
        drawn = np.array([self.embed_query(text) for text in texts], dtype=np.float32)
        if on_progress:
            on_progress(len(texts))
        return drawn.reshape(len(texts), _DIMENSION)

    def embed_query(self, text: str) -> Vectors:
        """One vector, of shape (384,)."""
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        drawn = np.random.default_rng(seed).standard_normal(_DIMENSION, dtype=np.float32)
        unit: Vectors = drawn / np.linalg.norm(drawn)
        return unit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--real", action="store_true", help="embed with the real model")
    parser.add_argument("--home", type=Path, help="keep the file and the index here")
    parser.add_argument("--row", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        add(options.row, real=options.real)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = options.home or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        write_text(place / "big.txt", 1_000_000 * options.megabytes)
        real = ["--real"] if options.real else []
        command = [sys.executable, "-m", "bench.big", "--row", str(place), *real]
        raise SystemExit(subprocess.run(command, check=False).returncode)


def write_text(path: Path, size: int) -> None:
    """A text of about so many bytes, in paragraphs of some hundred to two thousand letters."""
    chance = random.Random(1)
    words = (Path("corpus") / "article.txt").read_text(encoding="utf-8").split()
    written = 0
    with path.open("w", encoding="utf-8") as file:
        while written < size:
            sentences = (
                " ".join(chance.choices(words, k=chance.randrange(8, 26))).capitalize() + "."
                for _ in range(chance.randrange(5, 20))
            )
            written += file.write(" ".join(sentences) + "\n\n")
        file.write(_LAST + "\n")


def add(place: Path, *, real: bool) -> None:
    """Add the file in this process and tell its memory meanwhile."""
    with Corpus.open(place / "home", empty=True, settings=Settings()) as corpus:
        index = corpus._index
        if not real:
            print("vectors are drawn from each text's hash, not embedded", flush=True)
            index.models._embedder = Drawn()  # type: ignore[assignment]
        begun = time.monotonic()
        over = threading.Event()
        watching = threading.Thread(target=_watch, args=(begun, corpus, over), daemon=True)
        watching.start()
        corpus.add(place / "big.txt")
        over.set()
        watching.join()
        info = corpus.documents()[0]
        took = time.monotonic() - begun
        size = (place / "big.txt").stat().st_size / 1e6
        print(
            f"{size:.0f} MB, {info.passages:,} passages added in {took:.0f} s: "
            f"at most {_memory('VmHWM'):,} MB of memory, {_memory('VmRSS'):,} MB at the end",
            flush=True,
        )
        begun = time.monotonic()
        found = index.retriever().search("the cormorant of Heligoland")
        assert any(_LAST in one.passage.text for one in found.retrieved), "the last is not found"
        print(
            f"a search over all of it: {time.monotonic() - begun:.1f} s, "
            f"{_memory('VmRSS'):,} MB then"
        )


def _watch(begun: float, corpus: Corpus, over: threading.Event) -> None:
    while not over.wait(_EVERY):
        rows = corpus._index._chroma.rows
        print(
            f"{time.monotonic() - begun:6.0f} s: {sum(rows.values()):9,} passages in {len(rows)} "
            f"volumes, {_memory('VmRSS'):5,} MB, at most {_memory('VmHWM'):5,}",
            flush=True,
        )


def _memory(what: str) -> int:
    """A figure of this process in MB, as Linux counts."""
    lines = Path(f"/proc/{os.getpid()}/status").read_text().splitlines()
    return next(int(one.split()[1]) // 1024 for one in lines if one.startswith(what + ":"))


if __name__ == "__main__":
    main()
