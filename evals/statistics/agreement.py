"""Whether a judge says what people say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.scorers.refusal import auroc


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A judge against people, on the rows that both have a verdict on."""

    rows: int
    unscored: int
    same: float
    kappa: float | None
    auroc: float | None


def kappa(one: Sequence[bool], other: Sequence[bool]) -> float | None:
    """Agreement beyond chance (Cohen, 1960); None where both say always the same."""
    n = len(one)
    if not n:
        return None
    same = sum(a == b for a, b in zip(one, other, strict=True)) / n
    yes_one, yes_other = sum(one) / n, sum(other) / n
    chance = yes_one * yes_other + (1 - yes_one) * (1 - yes_other)
    return None if chance == 1 else (same - chance) / (1 - chance)


def agreement(judge: Sequence[float | None], people: Sequence[bool]) -> Agreement:
    """Hold a judge's verdicts (0..1, yes from 0.5 on; None: none) against people's."""
    pairs = [(a, b) for a, b in zip(judge, people, strict=True) if a is not None]
    said = [verdict >= 0.5 for verdict, _ in pairs]
    truth = [person for _, person in pairs]
    scores = np.array([verdict for verdict, _ in pairs])
    return Agreement(
        rows=len(pairs),
        unscored=len(people) - len(pairs),
        same=sum(a == b for a, b in zip(said, truth, strict=True)) / max(len(pairs), 1),
        kappa=kappa(said, truth),
        auroc=auroc(scores, np.array(truth, dtype=float)) if pairs else None,
    )
