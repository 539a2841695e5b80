"""Several metrics at once: the more one looks at, the more one sees by chance."""

from __future__ import annotations

from collections.abc import Sequence


def holm(chances: Sequence[float]) -> list[float]:
    """Chances adjusted for being several, in the order given (Holm, 1979)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    adjusted = [0.0] * len(chances)
    highest = 0.0
    for passed, place in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - passed) * chances[place]))
        adjusted[place] = highest
    return adjusted
