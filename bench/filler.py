"""Passages by the hundred thousand: real ones of SQuAD, and filler made from them.

Embedding so many would take hours, so a filler's vector is that of the passage it was made from
with noise. Search is measured with real questions; what is found is compared with exact search.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.squad import Article
from rag.chunk import chunk
from rag.embed import Embedder, Vectors
from rag.load import make_document
from rag.types import Document, Passage

_NOISE = 0.6
"""How far a filler lies from its original: the noise's length beside the vector's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """One document with its passages and their vectors."""

    document: Document
    passages: Sequence[Passage]
    vectors: Vectors


def stocks(articles: Sequence[Article], embedder: Embedder, cache: Path) -> Iterator[Stock]:
    """The articles, embedded, then as many changed copies of them as anybody takes."""
    real = []
    for number, article in enumerate(articles):
        real.append(_real(number, article, embedder, cache))
        yield real[-1]
    copy = 0
    while True:
        copy += 1
        for number, stock in enumerate(real):
            yield _changed(stock, copy, np.random.default_rng((copy, number)))


def _real(number: int, article: Article, embedder: Embedder, cache: Path) -> Stock:
    document = make_document(article.text, title=article.title, source=f"squad/{number}")
    passages = chunk(document)
    kept = cache / f"{document.id}.npy"
    if kept.exists():
        vectors: Vectors = np.load(kept)
    else:
        vectors = embedder.embed([passage.text for passage in passages])
        cache.mkdir(parents=True, exist_ok=True)
        np.save(kept, vectors)
    return Stock(document=document, passages=passages, vectors=vectors)


def _changed(stock: Stock, copy: int, chance: np.random.Generator) -> Stock:
    """The same paragraphs with their words in another order, and vectors beside theirs."""
    order = random.Random(int(chance.integers(2**32)))
    texts = []
    for passage in stock.passages:
        words = passage.text.split()
        order.shuffle(words)
        texts.append(" ".join(words))
    source = f"{stock.document.source}/{copy}"
    document = make_document("\n\n".join(texts), title=stock.document.title, source=source)
    passages = chunk(document)
    near = stock.vectors[np.minimum(np.arange(len(passages)), len(stock.vectors) - 1)]
    noise = chance.normal(size=near.shape).astype(np.float32)
    noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    vectors = near + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Stock(document=document, passages=passages, vectors=vectors)
