"""BM25 (Robertson et al. 1994) over a few thousand texts, for training and evaluation."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_SATURATION = 1.2
_LENGTH = 0.4


class Bm25:
    """Scores every text against a question; texts without a shared word score 0."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [Counter(_words(text)) for text in texts]
        mean = sum(bag.total() for bag in bags) / max(len(bags), 1)
        seen = Counter(word for bag in bags for word in bag)
        self.size = len(bags)
        self._weights: dict[str, list[tuple[int, float]]] = {}
        for place, bag in enumerate(bags):
            slack = _SATURATION * (1 - _LENGTH + _LENGTH * bag.total() / mean)
            for word, n in bag.items():
                rarity = math.log(1 + (len(bags) - seen[word] + 0.5) / (seen[word] + 0.5))
                self._weights.setdefault(word, []).append((place, rarity * n / (n + slack)))

    def scores(self, question: str) -> list[float]:
        """A score for each text, in their order."""
        scores = [0.0] * self.size
        for word in set(_words(question)):
            for place, weight in self._weights.get(word, ()):
                scores[place] += weight
        return scores


def _words(text: str) -> list[str]:
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") else word
        for word in _WORD.findall(text.lower())
    ]
