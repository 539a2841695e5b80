"""From logits to spans and scores. Arrays are float64; token ranges are half-open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.reader.objective import LONGEST

Array: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
NO_SPAN = -100.0
"""The score of a passage or sentence without a token: far below any other."""


@dataclass(frozen=True, slots=True)
class Window:
    """Logits over a stretch of a passage: `spans[i, k]` scores tokens i to `last[i, k]` = i + k.

    The null's logit is taken off. `lefts[i]` and `rights[i]` bound the code points of the
    passage that token i covers.
    """

    spans: Array
    last: Places
    lefts: Places
    rights: Places

    @classmethod
    def of(
        cls, start: Array, end: Array, null: float, offsets: Sequence[tuple[int, int]]
    ) -> Window:
        """A window from logits of T passage tokens."""
        padded = np.concatenate([end, np.full(LONGEST, -np.inf)])
        last = np.add.outer(np.arange(len(offsets)), np.arange(LONGEST))
        bounds = np.asarray(offsets, dtype=np.int64).reshape(-1, 2)
        return cls(start[:, None] + padded[last] - null, last, bounds[:, 0], bounds[:, 1])

    def read(self, start: int, end: int) -> tuple[float, float, int, int]:
        """What stands within code points [start, end) of the passage.

        The best span's logit, the log-sum-exp over all spans (the log-odds that one of them
        answers), and the best span's code points. `NO_SPAN` where there is no token.
        """
        touching = np.flatnonzero((self.lefts < end) & (start < self.rights))
        if touching.size == 0:
            return NO_SPAN, NO_SPAN, start, start
        rows = slice(touching[0], touching[-1] + 1)
        inside = np.where(self.last[rows] <= touching[-1], self.spans[rows], -np.inf)
        at, reach = divmod(int(np.argmax(inside)), LONGEST)
        top = float(inside[at, reach])
        total = top + float(np.log(np.exp(inside - top).sum()))
        first = int(touching[0]) + at
        return top, total, int(self.lefts[first]), int(self.rights[first + reach])
