"""How long things take on this machine: `make bench` or `python -m bench.speed`.

Adding is compared with sentence-transformers in float32 as it comes plus Chroma's own
`add`, over the same passages in the same run, turn about; only the ratio travels from one
machine to another.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from statistics import median

import chromadb
from sentence_transformers import SentenceTransformer

from rag import Corpus
from rag.chunk import chunk
from rag.embed import packaged_model_folder
from rag.load import load

_ROUNDS = 3
_PASSAGES = 320


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with Corpus.open(place / "article") as corpus:
            print(f"a warm question on the article: {warm_question(corpus):.0f} ms median")
        started = start_to_answer(place / "article")
        print(f"start of the program to its answer: {started:.1f} s median")
        ours, theirs = adding(place)
        print(
            f"adding {_PASSAGES} passages: {_PASSAGES / ours:.0f} passages/s, "
            f"float32 and Chroma's own add {_PASSAGES / theirs:.0f}: ratio {theirs / ours:.1f}"
        )


def warm_question(corpus: Corpus) -> float:
    """Milliseconds: the median over the suggested questions, each asked three times."""
    questions = corpus.suggestions()
    for question in questions:
        corpus.ask(question)
    return 1000 * median(_seconds(partial(corpus.ask, q)) for q in questions * _ROUNDS)


def start_to_answer(home: Path) -> float:
    """Seconds from starting a process to the end of its answer, in a home that exists."""
    command = [sys.executable, "-m", "ui", "--home", str(home), "ask", "Who signed the pact?"]
    return median(
        _seconds(lambda: subprocess.run(command, check=True, capture_output=True))
        for _ in range(_ROUNDS)
    )


def adding(place: Path) -> tuple[float, float]:
    """Seconds that Footnote and the usual way take to add the same passages, medians."""
    model = SentenceTransformer(str(packaged_model_folder()), device="cpu", local_files_only=True)
    ours, theirs = [], []
    with Corpus.open(place / "adding", empty=True) as corpus:
        corpus.warm()
        for turn in range(_ROUNDS):
            path = place / f"{turn}.txt"
            path.write_text(_text(turn), encoding="utf-8")
            texts = [passage.text for passage in chunk(load(path))]
            ours.append(_seconds(partial(corpus.add, path)))
            theirs.append(_seconds(partial(_usual_way, model, place / f"c{turn}", texts)))
    return median(ours), median(theirs)


def _usual_way(model: SentenceTransformer, folder: Path, texts: list[str]) -> None:
    client = chromadb.PersistentClient(str(folder))
    collection = client.create_collection("texts", embedding_function=None)
    vectors = model.encode(texts)
    collection.add(ids=[str(i) for i in range(len(texts))], embeddings=vectors, documents=texts)


def _text(seed: int) -> str:
    """The article's sentences in another order, as many paragraphs as there are passages."""
    article = (files("corpus") / "article.txt").read_text(encoding="utf-8")
    sentences = article.replace("\n", " ").split(". ")
    chance = random.Random(seed)
    return "\n\n".join(". ".join(chance.sample(sentences, 4)) + "." for _ in range(_PASSAGES))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
