"""Simulated runs that are nearly always right, and pairs of runs that hardly differ.

Where few cases vary, a spread that was seen says little; the intervals of shares and of
differences have to hold there too, and what a set could have shown has to be seen when it is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, stats

from evals.check.line import Line
from evals.check.selfcheck import Scenario, simulate
from evals.statistics.bounded import difference_interval, error_where, share_interval
from evals.statistics.clusters import estimate
from evals.statistics.power import detectable

_ARTICLE = (15, 16, 12, 16, 11, 9, 12, 13, 6, 6, 10)
_MANY = tuple(3 + at % 12 for at in range(60))
_FIVE = (40, 55, 45, 50, 35)
_BY_DOCUMENT = 0.5
_AT_MOST = 4_000
"""More simulations of these would cost more than they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A shape of set, and the share of its cases that a run does right."""

    name: str
    sizes: tuple[int, ...]
    right: float


_LEVELS = (
    Level(name="the article's shape", sizes=_ARTICLE, right=0.7),
    Level(name="the article's shape", sizes=_ARTICLE, right=0.95),
    Level(name="the article's shape", sizes=_ARTICLE, right=0.99),
    Level(name="many documents", sizes=_MANY, right=0.97),
    Level(name="five documents", sizes=_FIVE, right=0.9),
    Level(name="a case a document", sizes=(1,) * 126, right=0.97),
)
_FEW = (
    Scenario(name="few changes, all one way", sizes=_ARTICLE, luck=0.0, better=0.08),
    Scenario(name="few changes, all one way", sizes=_MANY, luck=0.0, better=0.03),
    Scenario(name="few changes, all one way", sizes=_FIVE, luck=0.0, better=0.05),
    Scenario(name="few changes, both ways", sizes=_ARTICLE, luck=0.1, better=0.05),
)


def few_checks(simulations: int, seed: int) -> Iterator[Line]:
    """Whether intervals cover and what could be shown is seen, where few cases vary."""
    rng = np.random.default_rng(seed)
    times = min(simulations, _AT_MOST)
    for level in _LEVELS:
        yield Line(
            scenario=f"{level.name}, {level.right:.0%} right",
            what="a share: interval covers the truth",
            wanted=0.95,
            tolerance=0.015,
            found=_level_covered(level, times, rng),
            only="at least",
        )
    for scenario in _FEW:
        sums, sizes = simulate(scenario, times, rng)
        low, high = difference_interval(estimate(sums, sizes), sizes.sum(-1), 1.0)
        yield Line(
            scenario=f"{scenario.name}, {len(scenario.sizes)} documents, by {scenario.truth:.3f}",
            what="interval covers the truth",
            wanted=0.95,
            tolerance=0.015,
            found=float(((low <= scenario.truth) & (scenario.truth <= high)).mean()),
            only="at least",
        )
    yield _said_to_show(times, rng)


def _level_covered(level: Level, times: int, rng: np.random.Generator) -> float:
    sizes = np.array(level.sizes)
    ease = stats.norm.ppf(level.right) * np.hypot(1, _BY_DOCUMENT)
    common = ease + _BY_DOCUMENT * rng.standard_normal((times, len(sizes)))
    sums = rng.binomial(sizes, stats.norm.cdf(common)).astype(np.float64)
    rows = np.broadcast_to(sizes.astype(np.float64), sums.shape)
    low, high = share_interval(estimate(sums, rows, unseen=0), rows.sum(-1))
    return float(((low <= level.right) & (level.right <= high)).mean())


def _said_to_show(times: int, rng: np.random.Generator) -> Line:
    """A set of which no case changed is said to show a difference: is one of that size seen?"""
    sizes = np.array(_ARTICLE, dtype=np.float64)
    nothing = estimate(np.zeros(len(sizes)), sizes)
    rows = float(sizes.sum())
    said = detectable(
        lambda least: error_where(least, float(nothing.error), rows, 1.0), float(nothing.df)
    )
    assert said is not None
    alike = Scenario(name="no case changed", sizes=_ARTICLE, luck=0.0)
    better = optimize.brentq(lambda by: replace(alike, better=by).truth - said, 0.0, 10.0)
    found = estimate(*simulate(replace(alike, better=float(better)), times, rng))
    return Line(
        scenario=f"{alike.name}: said to show {said:.3f}",
        what="such a difference is seen",
        wanted=0.8,
        tolerance=0.05,
        found=float((found.p() <= 0.05).mean()),
    )
