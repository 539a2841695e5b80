"""Findings in words."""

from __future__ import annotations

import math

from evals.compare.comparison import Comparison
from evals.compare.finding import Finding, Surety, Verdict
from evals.scorers import Metric
from evals.statistics.clusters import NOTHING

FEW = 10
"""Below so many clusters a reader is told that there are few."""


def shown(value: float, scale: str) -> str:
    """A metric's value as a table shows it; a logarithm as what it is the logarithm of."""
    if scale == "ratio":
        return f"{math.exp(value):,.0f}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if value in (0.0, 1.0) else f"{value:.3f}"


def moved(value: float, scale: str) -> str:
    """A difference with its sign; of logarithms, the factor."""
    return f"×{math.exp(value):.2f}" if scale == "ratio" else f"{round(value, 3) + 0.0:+.3f}"


def ends(both: tuple[float, float] | None, scale: str) -> str:
    """The two ends of a difference's interval; a dash where there is none."""
    return "–" if both is None else f"{moved(both[0], scale)} … {moved(both[1], scale)}"


def headline(comparison: Comparison) -> str:
    """The one verdict, in words."""
    before, after = comparison.before.name, comparison.after.name
    title = comparison.primary.metric.title
    return f"{after} against {before}, {title}: {verdict(comparison.primary)}"


def standfirst(comparison: Comparison) -> str:
    """What the headline's figures are made of, in a sentence for those who don't know them."""
    finding = comparison.primary
    before, after = comparison.before.name, comparison.after.name
    if finding.metric.scale != "share":
        return ""
    said = (
        f"{finding.metric.title.capitalize()}, as a share of {finding.rows}: {before} "
        f"{shown(finding.before, 'share')}, {after} {shown(finding.after, 'share')}. "
        f"{finding.changed} {'case differs' if finding.changed == 1 else 'cases differ'}."
    )
    if finding.sure is None:
        return said
    return (
        f"{said} Over all questions like these the difference lies between {finding.sure.low:+.2f} "
        f"and {finding.sure.high:+.2f}; of 100 such statements 95 are true."
    )


def verdict(finding: Finding) -> str:
    """What a finding says, with its interval."""
    if finding.sure is None:
        return f"can't be told: {_why_unknown(finding)}"
    size = _between(finding, finding.sure)
    if finding.verdict is not Verdict.SAME:
        by = ": " if finding.metric.scale == "ratio" else " by "
        return f"{finding.verdict.value}{by}{size}"
    if finding.beyond:
        way = "better" if finding.beyond == 1 else "worse"
        return f"{way} by itself, {size}; not sure among so many metrics"
    return f"no difference seen{_alike(finding)}{_could_show(finding, finding.sure)}"


def _alike(finding: Finding) -> str:
    return "; the same in every case" if finding.changed == 0 else ""


def _could_show(finding: Finding, sure: Surety) -> str:
    if finding.could_show is not None:
        return f"; this set could have shown {_size(finding.could_show, finding.metric.scale)}"
    return "; this set is too small to show any" if sure.error > NOTHING else ""


def _between(finding: Finding, sure: Surety) -> str:
    if finding.metric.scale == "ratio":
        low, high = math.exp(sure.low), math.exp(sure.high)
        return f"{math.exp(finding.difference):.2f} times, between {low:.2f} and {high:.2f}"
    low, high = sorted((abs(sure.low), abs(sure.high)))
    return f"{abs(finding.difference):.3f}, between {low:.3f} and {high:.3f}"


def short(finding: Finding) -> str:
    """The verdict in a word or three, for a table."""
    if finding.verdict is Verdict.SAME and finding.beyond:
        return f"{'better' if finding.beyond == 1 else 'worse'} by itself"
    return finding.verdict.value


def notes(comparison: Comparison) -> list[str]:
    """What a reader has to know before believing the figures; a line each."""
    told = comparison.matched.notes()
    for run in (comparison.before, comparison.after):
        if run.missing:
            told.append(f"{run.name} is not complete: {run.missing} cases have no row yet")
        if run.failed:
            cases = "1 case" if run.failed == 1 else f"{run.failed} cases"
            told.append(f"{run.name} failed at {cases}, counted as its worst")
    primary = comparison.primary
    if primary.sure is not None and primary.clusters < FEW:
        told.append(
            f"only {primary.clusters} clusters: the interval holds, but is wide, "
            "and a few unlike documents would change it"
        )
    told += [
        f"{one.metric.name}: unscored in {one.unscored[0]} and {one.unscored[1]} rows"
        for one in comparison.findings
        if any(one.unscored)
    ]
    if alone := [f"{one.metric.name} {one.alone}" for one in comparison.findings if one.alone]:
        told.append(f"cases left out that have a value in one run only: {', '.join(alone)}")
    sure = (Verdict.BETTER, Verdict.WORSE)
    if any(one.by_clock and one.verdict in sure for one in comparison.findings):
        told.append(
            "times are of two runs at two moments, and a busier machine alone makes such a "
            "difference: run both again before you believe it"
        )
    return [*told, *_disagreeing(primary)]


def _disagreeing(finding: Finding) -> list[str]:
    """A line where the sign flips don't see what the interval sees."""
    seen = finding.verdict in (Verdict.BETTER, Verdict.WORSE)
    if not seen or finding.sure is None or finding.sure.flips <= 0.05:
        return []
    return [
        f"sign flips give p = {finding.sure.flips:.3f}: "
        "they can't tell as sharply with so few clusters or changes"
    ]


def _why_unknown(finding: Finding) -> str:
    if isinstance(finding.metric, Metric) and finding.metric.by_judge:
        return (
            "a judge's word counts beside people's: give their verdicts on both runs with "
            "`footnote eval judge --people`"
        )
    if finding.clusters < 2:
        if finding.rows == 1:
            return "there is one case only"
        return "all cases are of one cluster, so there is no telling how others would do"
    return "it hangs on one cluster alone"


def _size(value: float, scale: str) -> str:
    return f"×{math.exp(value):.2f}" if scale == "ratio" else f"{abs(value):.3f}"
