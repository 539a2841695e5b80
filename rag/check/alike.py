"""How like a sentence and its quotes are, whatever they say: what ranks verdicts of one kind."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Sequence

from rag.embed import Embedder, Vectors, similarities

_KEPT = 5_000
_WORD = re.compile(r"\w+")


class Alike:
    """Cosines of sentences and quotes by one embedding model. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        """`embedder` has to be the one that `rag/check/score.py` was fitted with."""
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def cosine(self, sentence: str, quotes: Sequence[str]) -> float:
        """The highest cosine of the sentence and a quote, in -1..1; 0 without quotes."""
        if not quotes:
            return 0.0
        with self._lock:
            texts = [sentence, *quotes]
            new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
            if len(self._vectors) + len(new) > _KEPT:
                self._vectors.clear()
                new = list(dict.fromkeys(texts))
            self._vectors.update(zip(new, self._embedder.embed(new), strict=True))
            first, *others = [self._vectors[text] for text in texts]
        return max(float(similarities(other[None], first)[0]) for other in others)


def shared_pairs(sentence: str, quotes: Sequence[str]) -> float:
    """The share of the sentence's pairs of neighbouring words that a quote has, in 0..1."""
    mine = _pairs(sentence)
    theirs = {pair for quote in quotes for pair in _pairs(quote)}
    return sum(pair in theirs for pair in mine) / max(len(mine), 1)


def _pairs(text: str) -> list[tuple[str, str]]:
    words = _WORD.findall(text.casefold())
    return list(itertools.pairwise(words))
