"""Simulated comparisons whose truth is known, through the very functions that judge real ones.

A case has a hidden ease: its document's, its own, and a run's luck with it. It is done right when
that is above 0. A system may be better everywhere, and better or worse by document; the truth is
then the difference of two normal probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from evals.check.line import Line
from evals.statistics.bounded import difference_interval
from evals.statistics.clusters import Array, Estimates, estimate
from evals.statistics.power import Spread, documents_needed

_LEVEL_OF_EASE = 1.0
_BY_DOCUMENT = 1.0
_BY_CASE = 1.5
_AT_ONCE = 2_000
_TO_KNOW = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A shape of set, and how two systems differ on it."""

    name: str
    sizes: tuple[int, ...]
    luck: float = 1.0
    """How much a run's result on a case varies; little luck means many ties."""
    better: float = 0.0
    """How much easier the second system finds every case."""
    by_document: float = 0.0
    """How much that varies between documents."""
    missing: float = 0.0
    """The share of rows that one of the runs lacks."""
    graded: bool = False
    """Values between 0 and 1 instead of right or wrong."""

    @property
    def truth(self) -> float:
        """The difference over all documents there might be."""
        spread = _LEVEL_OF_EASE / self._width(0.0)
        moved = (_LEVEL_OF_EASE + self.better) / self._width(self.by_document)
        return float(stats.norm.cdf(moved) - stats.norm.cdf(spread))

    def _width(self, by_document: float) -> float:
        parts = (_BY_DOCUMENT, _BY_CASE, self.luck, by_document)
        return float(np.sqrt(sum(part**2 for part in parts)))


LOPSIDED = "one document with half the cases"
_ARTICLE = (15, 16, 12, 16, 11, 9, 12, 13, 6, 6, 10)
_EIGHT = (20, 35, 25, 30, 15, 40, 12, 22)
_FIVE = (40, 55, 45, 50, 35)
_MANY = tuple(3 + at % 12 for at in range(60))

SAME = (
    Scenario(name="the article's shape", sizes=_ARTICLE),
    Scenario(name="many documents", sizes=_MANY),
    Scenario(name="eight documents", sizes=_EIGHT),
    Scenario(name="five documents", sizes=_FIVE),
    Scenario(name="mostly ties", sizes=_MANY, luck=0.3),
    Scenario(name="a fifth of the rows missing", sizes=_ARTICLE, missing=0.2),
    Scenario(name="a case a document", sizes=(1,) * 126),
    Scenario(name="values between 0 and 1", sizes=_ARTICLE, graded=True),
    Scenario(name=LOPSIDED, sizes=(60, *(5,) * 12)),
)
"""Two systems that are the same; they must be called different in 5 of 100 comparisons."""
APART = (
    Scenario(name="the article's shape", sizes=_ARTICLE, better=0.4, by_document=0.5),
    Scenario(name="many documents", sizes=_MANY, better=0.4, by_document=0.5),
    Scenario(name="eight documents", sizes=_EIGHT, better=0.4, by_document=0.5),
    Scenario(name="five documents", sizes=_FIVE, better=0.4, by_document=0.5),
    Scenario(name="mostly ties", sizes=_MANY, better=0.4, by_document=0.3, luck=0.3),
    Scenario(name="a fifth of the rows missing", sizes=_ARTICLE, better=0.6, missing=0.2),
    Scenario(name="a case a document", sizes=(1,) * 126, better=0.4),
    Scenario(
        name=LOPSIDED,
        sizes=(60, *(5,) * 12),
        better=0.4,
        by_document=0.5,
    ),
)
"""Two systems that differ; the interval must cover the true difference in 95 of 100."""
_TO_PLAN = (
    Scenario(name="ten cases a document", sizes=(10,), better=0.4, by_document=0.3),
    Scenario(name="a case a document", sizes=(1,), better=0.4),
    Scenario(name="forty cases a document", sizes=(40,), better=0.5, by_document=0.5),
)


def checks(simulations: int, seed: int) -> Iterator[Line]:
    """Every figure of the check, one after the other; equal seeds give equal figures."""
    rng = np.random.default_rng(seed)
    for scenario in SAME:
        found, _ = _in_parts(scenario, simulations, rng)
        seen = float(np.mean(found.p() <= 0.05))
        yield Line(
            scenario=scenario.name,
            what="the same, called different",
            wanted=0.05,
            tolerance=0.015,
            found=seen,
            only="at most" if scenario.name == LOPSIDED else "",
        )
    for scenario in APART:
        low, high = difference_interval(*_in_parts(scenario, simulations, rng), 1.0)
        inside = (low <= scenario.truth) & (scenario.truth <= high)
        yield Line(
            scenario=f"{scenario.name}, apart by {scenario.truth:.3f}",
            what="interval covers the truth",
            wanted=0.95,
            tolerance=0.015,
            found=float(inside.mean()),
        )
    for scenario in _TO_PLAN:
        yield _planned(scenario, simulations, rng)


def simulate(scenario: Scenario, times: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Differences summed by cluster, and the rows of each, both (times, clusters)."""
    sizes = np.array(scenario.sizes)
    shape = (times, len(sizes), int(sizes.max()))
    ease = _LEVEL_OF_EASE + _BY_DOCUMENT * rng.standard_normal((*shape[:2], 1))
    ease = ease + _BY_CASE * rng.standard_normal(shape)
    moved = scenario.better + scenario.by_document * rng.standard_normal((*shape[:2], 1))
    before = ease + scenario.luck * rng.standard_normal(shape)
    after = ease + moved + scenario.luck * rng.standard_normal(shape)
    if scenario.graded:
        difference = np.clip(after, 0, 2) / 2 - np.clip(before, 0, 2) / 2
    else:
        difference = (after > 0).astype(float) - (before > 0)
    there = np.arange(shape[2]) < sizes[:, None]
    there = there & (rng.random(shape) >= scenario.missing)
    return (difference * there).sum(-1), there.sum(-1).astype(np.float64)


def _in_parts(
    scenario: Scenario, simulations: int, rng: np.random.Generator
) -> tuple[Estimates, Array]:
    """Estimates and rows of many simulated comparisons, a part at a time, gentle on memory."""
    drawn = [
        simulate(scenario, min(_AT_ONCE, simulations - done), rng)
        for done in range(0, simulations, _AT_ONCE)
    ]
    parts = [estimate(sums, sizes) for sums, sizes in drawn]
    found = Estimates(
        value=np.concatenate([one.value for one in parts]),
        centre=np.concatenate([one.centre for one in parts]),
        error=np.concatenate([one.error for one in parts]),
        df=np.concatenate([one.df for one in parts]),
    )
    return found, np.concatenate([sizes.sum(-1) for _, sizes in drawn])


def _planned(scenario: Scenario, simulations: int, rng: np.random.Generator) -> Line:
    """Plan a set for a true difference, then see how often it shows that difference."""
    each = scenario.sizes[0]
    spread = true_spread(scenario, rng)
    documents = documents_needed(scenario.truth, spread, each)
    assert documents is not None
    found, _ = _in_parts(replace(scenario, sizes=(each,) * documents), simulations, rng)
    return Line(
        scenario=f"{scenario.name}, planned for {scenario.truth:.3f}: {documents} documents",
        what="the difference is seen",
        wanted=0.8,
        tolerance=0.05,
        found=float(np.mean((found.p() <= 0.05) & (found.centre > 0))),
    )


def true_spread(scenario: Scenario, rng: np.random.Generator) -> Spread:
    """The spread of differences, from many documents: the variance of one case's difference is
    between + within, that of the sum of two of one document is 4 between + 2 within."""
    alone, _ = simulate(replace(scenario, sizes=(1,)), _TO_KNOW, rng)
    paired, _ = simulate(replace(scenario, sizes=(2,)), _TO_KNOW, rng)
    whole = float(alone.var())
    between = max(float(paired.var()) / 2 - whole, 0.0)
    return Spread(between=between, within=whole - between)
