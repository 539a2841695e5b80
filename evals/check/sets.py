"""Simulated runs whose AUROC is known, through the jackknife that judges real ones.

A case's confidence is its answerability, what its document has in common, its own share and a
run's luck with it, all added up. Documents hang together in confidence, and some hold more
unanswerable questions than others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evals.check.line import Line
from evals.scorers.refusal import auroc
from evals.statistics.clusters import Array, Estimates
from evals.statistics.jackknife import jackknife

_BY_DOCUMENT, _BY_CASE, _LUCK = 0.5, 0.7, 0.7
_ANSWERABLE = 0.7
_APART = 1.4
"""How far confidence lies apart between answerable and not, for the first system."""
_TO_KNOW = 400_000
_SLOWER = 10
"""Each simulation takes so many times as long as one of a mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A shape of set, and how the second system differs on it."""

    name: str
    sizes: tuple[int, ...]
    better: float = 0.0
    """How much further apart the second system's confidence lies."""
    steps: int = 0
    """How many values confidence can take; 0 for any value, few for many ties."""
    missing: float = 0.0
    """The share of rows without a confidence, in either run."""


_ARTICLE = (15, 16, 12, 16, 11, 9, 12, 13, 6, 6, 10)
_MANY = tuple(3 + at % 12 for at in range(40))
_SHAPES = (
    Shape(name="the article's shape", sizes=_ARTICLE),
    Shape(name="the article's shape", sizes=_ARTICLE, better=0.6),
    Shape(name="many documents", sizes=_MANY, better=0.6),
    Shape(name="five documents", sizes=(40, 55, 45, 50, 35), better=0.6),
    Shape(name="many ties", sizes=_ARTICLE, better=0.6, steps=4),
    Shape(name="a fifth of the rows missing", sizes=_ARTICLE, better=0.6, missing=0.2),
)


def set_checks(simulations: int, seed: int) -> Iterator[Line]:
    """Whether the jackknife's intervals for a difference of AUROCs cover the truth."""
    rng = np.random.default_rng(seed)
    for shape in _SHAPES:
        truth = _truth(shape, rng)
        found = [_difference(shape, rng) for _ in range(max(simulations // _SLOWER, 20))]
        ends = [one.interval() for one in found if one is not None]
        yield Line(
            scenario=f"{shape.name}, apart by {truth:.3f}",
            what="AUROC: interval covers the truth",
            wanted=0.95,
            tolerance=0.015,
            found=float(np.mean([low <= truth <= high for low, high in ends])),
        )


def _difference(shape: Shape, rng: np.random.Generator) -> Estimates | None:
    labels = np.repeat(np.arange(len(shape.sizes)), shape.sizes)
    share = rng.beta(4 * _ANSWERABLE, 4 * (1 - _ANSWERABLE), len(shape.sizes))
    answerable = (rng.random(len(labels)) < share[labels]).astype(np.float64)
    common = _BY_DOCUMENT * rng.standard_normal(len(shape.sizes))[labels]
    ease = common + _BY_CASE * rng.standard_normal(len(labels))
    runs = [
        (_confidence(shape, _APART + more, answerable, ease, rng), _kept(shape, len(labels), rng))
        for more in (0.0, shape.better)
    ]

    def statistic(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float | None:
        areas = []
        for confidence, kept in runs:
            rows = kept & mask[labels]
            areas.append(auroc(confidence[rows], answerable[rows]))
        return None if areas[0] is None or areas[1] is None else areas[1] - areas[0]

    found = jackknife(statistic, len(shape.sizes))
    return found[0] if found else None


def _confidence(
    shape: Shape, apart: float, answerable: Array, ease: Array, rng: np.random.Generator
) -> Array:
    felt = apart * answerable + ease + _LUCK * rng.standard_normal(len(ease))
    return np.clip(np.floor(felt * shape.steps / 4), -2, shape.steps) if shape.steps else felt


def _kept(
    shape: Shape, rows: int, rng: np.random.Generator
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return rng.random(rows) >= shape.missing


def _truth(shape: Shape, rng: np.random.Generator) -> float:
    """The difference over all documents there might be: two cases are then of two documents."""
    answerable = (rng.random(_TO_KNOW) < _ANSWERABLE).astype(np.float64)
    spread = np.hypot(_BY_DOCUMENT, _BY_CASE)
    ease = spread * rng.standard_normal(_TO_KNOW)
    known = [
        auroc(_confidence(shape, _APART + more, answerable, ease, rng), answerable)
        for more in (0.0, shape.better)
    ]
    assert known[0] is not None and known[1] is not None
    return known[1] - known[0] if shape.better else 0.0
