"""Intervals as pictures: a dot where the figure is, a bar where the truth may be."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.compare import Finding, Verdict
from evals.compare.measure import Measured
from evals.compare.words import moved, shown, verdict
from evals.report.pieces import tag, text
from evals.scorers import Metric, SetMetric

_CLASSES = {
    Verdict.BETTER: "better",
    Verdict.WORSE: "worse",
    Verdict.SAME: "same",
    Verdict.UNKNOWN: "same",
}


def difference_rows(findings: Sequence[Finding]) -> str:
    """A line for each metric on one common axis; better is always to the right."""
    shares = [one for one in findings if one.metric.scale == "share"]
    widest = max((_reach(one) for one in shares), default=0.1)
    limit = next(step for step in (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0) if step >= min(widest, 1.0))
    first, *rest = findings
    told = [one for one in rest if one.verdict is not Verdict.SAME or one.beyond]
    quiet = [one for one in rest if one not in told]
    lines = "".join(_difference(one, limit) for one in (first, *told))
    if quiet:
        folded = "".join(_difference(one, limit) for one in quiet)
        summary = tag("summary", f"No difference seen in {len(quiet)} metrics")
        lines += tag("details", summary + folded, class_="quiet", id="quiet")
    axis = tag(
        "div",
        f"<span>← worse by {limit:g}</span><span>0</span><span>better by {limit:g} →</span>",
        class_="axis",
        aria_hidden="true",
    )
    return tag("div", axis + lines, class_="forest named")


def _reach(finding: Finding) -> float:
    if finding.sure is None:
        return abs(finding.difference)
    return max(map(abs, (finding.sure.low, finding.sure.high, finding.difference)))


def _difference(finding: Finding, limit: float) -> str:
    metric = finding.metric
    scale = metric.scale
    own = math.log(4) if scale == "ratio" else limit
    ends = () if finding.sure is None else (finding.sure.low, finding.sure.high)
    places = sorted(_percent(end * metric.better, own) for end in ends)
    dot = _percent(finding.difference * metric.better, own)
    bar = ""
    if places:
        width = max(places[1] - places[0], 0.4)
        bar = f'<i class="bar" style="left:{places[0]:.2f}%;width:{width:.2f}%"></i>'
    picture = tag(
        "div",
        f'<i class="zero"></i>{bar}<i class="dot" style="left:{dot:.2f}%"></i>',
        class_=f"track {_CLASSES[finding.verdict]}",
        role="img",
        aria_label=f"{metric.title}: {verdict(finding)}",
    )
    figures = (
        f"{shown(finding.before, scale)} → {shown(finding.after, scale)} "
        f"<b>{moved(finding.difference, scale)}</b>"
    )
    words = tag("p", text(verdict(finding)), class_="said")
    name = tag("span", text(metric.title), class_="name")
    line = name + picture + tag("span", figures, class_="figures") + words
    return tag("div", line, class_=f"line {_CLASSES[finding.verdict]}")


def _percent(value: float, limit: float) -> float:
    return 50 + 50 * min(max(value / limit, -1.0), 1.0)


def level_rows(measured: Sequence[tuple[Metric | SetMetric, Measured]]) -> str:
    """A run's own figures, each from 0 to 1 with its interval; others as figures alone."""
    axis = tag(
        "div", "<span>0</span><span>0.5</span><span>1</span>", class_="axis", aria_hidden="true"
    )
    return tag("div", axis + "".join(_level(*one) for one in measured), class_="forest named")


def _level(metric: Metric | SetMetric, found: Measured) -> str:
    value = shown(found.value, metric.scale)
    ends = ""
    if found.low is not None and found.high is not None:
        ends = f"{shown(found.low, metric.scale)} … {shown(found.high, metric.scale)}"
    unscored = f", {found.unscored} unscored" if found.unscored else ""
    words = tag("p", text(f"{found.rows} rows{unscored}"), class_="said")
    picture = level_track(found, metric.title) if metric.scale == "share" else "<div></div>"
    figures = tag("span", f"<b>{value}</b> <small>{ends}</small>", class_="figures")
    name = tag("span", text(metric.title), class_="name")
    return tag("div", name + picture + figures + words, class_="line")


def level_track(found: Measured, title: str) -> str:
    """A figure between 0 and 1 with its interval."""
    bar = ""
    if found.low is not None and found.high is not None:
        width = 100 * (found.high - found.low)
        bar = f'<i class="bar" style="left:{100 * found.low:.2f}%;width:{width:.2f}%"></i>'
    ends = f", between {found.low:.3f} and {found.high:.3f}" if bar else ""
    return tag(
        "div",
        f'{bar}<i class="dot" style="left:{100 * found.value:.2f}%"></i>',
        class_="track level",
        role="img",
        aria_label=f"{title}: {found.value:.3f}{ends}",
    )
