"""Simulated judges beside people, through the correction that judges a real one.

People's verdict on a row depends on its document and on itself; a judge agrees with it most of
the time, and is kind: it passes more than people do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from evals.check.line import Line
from evals.statistics.prediction import Corrected, corrected_mean

_BY_DOCUMENT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A shape of set, how good its judge is, and how much of it people looked at."""

    name: str
    sizes: tuple[int, ...]
    passed: float = 0.95
    """How often the judge passes what people pass."""
    kind: float = 0.4
    """How often it passes what they don't."""
    people: float = 1 / 3
    """The share of rows that people gave a verdict on."""
    ease: float = 0.5
    """How easily people pass a row; at 2 nearly all are passed."""
    missing: float = 0.0
    """The share of rows that the judge gave none on."""


_ARTICLE = (15, 16, 12, 16, 11, 9, 12, 13, 6, 6, 10)
_MANY = tuple(3 + at % 12 for at in range(60))
_BENCHES = (
    Bench(name="the article's shape", sizes=_ARTICLE),
    Bench(name="many documents", sizes=_MANY),
    Bench(name="five documents", sizes=(40, 55, 45, 50, 35)),
    Bench(name="a row a document", sizes=(1,) * 150),
    Bench(name="a judge that is nearly always right", sizes=_MANY, passed=0.99, kind=0.02),
    Bench(name="a judge that knows nothing", sizes=_MANY, passed=0.7, kind=0.7),
    Bench(name="nearly everything passes", sizes=_ARTICLE, ease=2.5),
    Bench(name="nearly everything passes, many documents", sizes=_MANY, ease=2.5),
    Bench(name="a fifth of its verdicts missing", sizes=_MANY, missing=0.2),
)


def judge_checks(simulations: int, seed: int) -> Iterator[Line]:
    """Whether the corrected mean's intervals cover what people would say of every row."""
    rng = np.random.default_rng(seed)
    for bench in _BENCHES:
        truth = float(stats.norm.cdf(bench.ease / np.hypot(1, _BY_DOCUMENT)))
        found = [_corrected(bench, rng) for _ in range(simulations)]
        ends = [one.interval() for one in found if one is not None]
        yield Line(
            scenario=bench.name,
            what="a judge corrected: interval covers the truth",
            wanted=0.95,
            tolerance=0.015,
            only="at least",
            found=float(np.mean([low <= truth <= high for low, high in ends])),
        )


def _corrected(bench: Bench, rng: np.random.Generator) -> Corrected | None:
    labels = np.repeat(np.arange(len(bench.sizes)), bench.sizes)
    rows = len(labels)
    common = _BY_DOCUMENT * rng.standard_normal(len(bench.sizes))[labels]
    right = bench.ease + common + rng.standard_normal(rows) > 0
    judged = rng.random(rows) < np.where(right, bench.passed, bench.kind)
    people = np.where(rng.random(rows) < bench.people, right.astype(np.float64), np.nan)
    there = rng.random(rows) >= bench.missing
    return corrected_mean(judged[there].astype(np.float64), people[there], labels[there])
