"""Risk against coverage, and reliability: two drawings in plain SVG."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.report.groups import legend_of
from evals.report.pieces import tag, text
from evals.run import Run
from evals.scorers import Absent, Columns
from evals.scorers.calibration import reliability
from evals.scorers.refusal import confidence_and_answerable, confidence_and_wrong, risk_coverage
from evals.statistics.clusters import Array

_WIDE, _HIGH, _LEFT, _LOW = 360, 230, 44, 36
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def risk_curve(runs: Sequence[Run]) -> str:
    """How often answers are wrong, as the system answers more of what it answered."""
    lines = []
    top = 0.05
    for run in runs:
        found = _columns([confidence_and_wrong(row) for row in run.rows])
        if len(found):
            coverage, risk = risk_coverage(found[:, 0], found[:, 1])
            lines.append((coverage * len(found) / max(len(run.rows), 1), risk))
            top = max(top, float(risk.max()))
    if not lines:
        return ""
    top = min(1.0, np.ceil(top * 10) / 10)
    drawn = "".join(
        _path([(_x(float(x)), _y(float(y) / top)) for x, y in zip(*line, strict=True)], place)
        for place, line in enumerate(lines)
    )
    return _figure(
        "Risk against coverage",
        _frame("share of all cases answered", [f"{top * tick:.2f}" for tick in _TICKS]) + drawn,
        "Answers given in order of confidence, the surest at the left: the height is the share "
        "that is wrong so far. A line ends where the system refuses the rest.",
        runs,
    )


def reliability_curve(runs: Sequence[Run]) -> str:
    """How often the documents answer, for each tenth of confidence."""
    drawn = ""
    for place, run in enumerate(runs):
        found = _columns([confidence_and_answerable(row) for row in run.rows])
        bins = reliability(found) if len(found) else []
        most = max((one.rows for one in bins), default=1)
        drawn += _path([(_x(one.confidence), _y(one.answerable)) for one in bins], place)
        drawn += "".join(
            f'<circle class="run{place}" cx="{_x(one.confidence):.1f}" '
            f'cy="{_y(one.answerable):.1f}" r="{2.5 + 5 * (one.rows / most) ** 0.5:.1f}">'
            f"<title>{one.rows} cases: confidence {one.confidence:.2f}, "
            f"answerable {one.answerable:.2f}</title></circle>"
            for one in bins
        )
    if not drawn:
        return ""
    ideal = f'<path class="ideal" d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}"/>'
    return _figure(
        "Reliability",
        _frame("confidence", [f"{tick:.2f}" for tick in _TICKS]) + ideal + drawn,
        "Above the dashed line the system is less sure than it might be, below it too sure. "
        "A larger dot stands for more cases.",
        runs,
    )


def _columns(values: Sequence[Columns]) -> Array:
    return np.array([one for one in values if not isinstance(one, Absent)], dtype=np.float64)


def _x(share: float) -> float:
    return _LEFT + share * (_WIDE - _LEFT - 10)


def _y(share: float) -> float:
    return (_HIGH - _LOW) - share * (_HIGH - _LOW - 12)


def _path(points: Sequence[tuple[float, float]], place: int) -> str:
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path class="run{place}" d="M{steps}"/>' if steps else ""


def _frame(below: str, labels: Sequence[str]) -> str:
    parts = []
    for tick, label in zip(_TICKS, labels, strict=True):
        parts.append(
            f'<path class="grid" d="M{_LEFT} {_y(tick):.1f}H{_WIDE - 10}"/>'
            f'<text x="{_LEFT - 6}" y="{_y(tick) + 4:.1f}" text-anchor="end">{label}</text>'
            f'<text x="{_x(tick):.1f}" y="{_HIGH - _LOW + 15}" text-anchor="middle">{tick:g}</text>'
        )
    middle = (_LEFT + _WIDE - 10) / 2
    parts.append(f'<text x="{middle}" y="{_HIGH - 4}" text-anchor="middle">{text(below)}</text>')
    return "".join(parts)


def _figure(title: str, drawn: str, words: str, runs: Sequence[Run]) -> str:
    svg = f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{text(title)}">{drawn}</svg>'
    said = tag("figcaption", tag("p", legend_of(runs), class_="legend") + tag("p", text(words)))
    return tag("figure", tag("h3", text(title)) + svg + said)
