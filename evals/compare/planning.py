"""How large a set has to be, from how a pilot's cases vary and hang together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evals.compare.matching import labels_of, match
from evals.compare.measure import Labels, relabelled
from evals.run import Run
from evals.scorers import Metric, metric_named
from evals.statistics.clusters import Array
from evals.statistics.power import Spread, documents_needed, spread_of
from rag import BadInput

_SIZES = (1, 5, 10, 20, 50)
_ALIKE = 0.5
"""How alike two systems' results are, where only one was run: the correlation assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One shape of a set; `documents` is None where no such set shows the difference."""

    each: float
    documents: int | None
    effect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Shapes of sets that show a difference in four of five tries, and what they rest on."""

    spread: Spread
    notes: tuple[str, ...]
    lines: tuple[PlanLine, ...]


def plan_from(before: Run, after: Run | None, *, metric: str, difference: float) -> Plan:
    """Plan from a pilot: two runs of it, or one and an assumption.

    Raises:
        BadInput: the metric is no mean of cases, or the pilot has too few rows or no spread.
    """
    known = metric_named(metric)
    if not isinstance(known, Metric) or known.scale != "share":
        raise BadInput(f'"{metric}" can\'t be planned for: name a metric that is a mean of cases')
    values, labels = _differences(known, before, after)
    if len(values) < 8:
        raise BadInput(f"a pilot of {len(values)} rows is too small to plan from: run 8 or more")
    spread = spread_of(values, labels)
    if after is None:
        alike = 2 * (1 - _ALIKE)
        spread = replace(spread, between=spread.between * alike, within=spread.within * alike)
    if spread.between + spread.within == 0:
        raise BadInput("the two runs never differ: take two that do, or one alone")
    own = len(values) / len(np.unique(labels))
    lines = [_line(difference, spread, each) for each in sorted({*_SIZES, round(own, 1)})]
    basis = "two runs of a pilot" if after else f"one run, taking a second to be {_ALIKE:g} alike"
    notes = (
        f"to see a difference of {difference:g} in {known.title}, in four of five tries",
        f"from {basis}: {len(values)} cases in {len(np.unique(labels))} clusters, "
        f"{spread.icc:.0%} of the spread is shared within a cluster",
    )
    return Plan(spread=spread, notes=notes, lines=tuple(lines))


def _line(difference: float, spread: Spread, each: float) -> PlanLine:
    if each == 1:  # documents of one case can't be of unlike size
        spread = replace(spread, uneven=0.0)
    return PlanLine(
        each=each,
        documents=documents_needed(difference, spread, each),
        effect=spread.design_effect(each),
    )


def _differences(metric: Metric, before: Run, after: Run | None) -> tuple[Array, Labels]:
    if after is None:
        rows = [(row.case, metric.value(row)) for row in before.rows]
        kept = [(case, value) for case, value in rows if isinstance(value, float)]
    else:
        kept = []
        for one, other in match(before, after).pairs:
            first, second = metric.value(one), metric.value(other)
            if isinstance(first, float) and isinstance(second, float):
                kept.append((one.case, second - first))
    if not kept:
        raise BadInput(f'no row has the metric "{metric.name}": name another with --metric')
    return np.array([value for _, value in kept]), relabelled(labels_of([case for case, _ in kept]))
