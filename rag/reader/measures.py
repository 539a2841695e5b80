"""Figures for evaluation: answers compared as SQuAD does, AUROC, Platt scaling, intervals."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_MARKS = str.maketrans("", "", string.punctuation)


def plain(text: str) -> list[str]:
    """Words as SQuAD's official evaluation compares them (Rajpurkar et al. 2016)."""
    return _ARTICLES.sub(" ", text.lower().translate(_MARKS)).split()


def exact(found: str, right: Sequence[str]) -> float:
    """1.0 where `found` equals one of `right`, else 0.0."""
    return float(any(plain(found) == plain(answer) for answer in right))


def overlap(found: str, right: Sequence[str]) -> float:
    """The best F1 (0..1) of words that `found` shares with one of `right`."""
    return max((_f1(plain(found), plain(answer)) for answer in right), default=0.0)


def _f1(found: list[str], right: list[str]) -> float:
    shared = (Counter(found) & Counter(right)).total()
    return 2 * shared / (len(found) + len(right)) if shared else 0.0


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Probability that a score of `higher` exceeds one of `lower`; ties count half."""
    up, down = np.asarray(higher)[:, None], np.asarray(lower)[None, :]
    return float((up > down).mean() + 0.5 * (up == down).mean())


def platt(scores: Sequence[float], right: Sequence[bool], rounds: int = 50) -> tuple[float, float]:
    """Slope and offset of P = 1 / (1 + exp(-(slope * score + offset))), by Newton's method."""
    x = np.stack([np.asarray(scores, dtype=np.float64), np.ones(len(scores))], axis=1)
    y = np.asarray(right, dtype=np.float64)
    weights = np.zeros(2)
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        bend = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        weights += np.linalg.solve(bend, x.T @ (y - p) - 1e-6 * weights)
    return float(weights[0]), float(weights[1])


def interval(values: Sequence[float], draws: int = 2000) -> tuple[float, float]:
    """A 95 % bootstrap interval of the mean of `values`, from a fixed seed."""
    data = np.asarray(values, dtype=np.float64)
    chosen = np.random.default_rng(0).integers(0, len(data), (draws, len(data)))
    low, high = np.percentile(data[chosen].mean(1), [2.5, 97.5])
    return float(low), float(high)
