"""Findings in words."""

from __future__ import annotations

import math

from evals.compare.comparison import Comparison, Finding, Verdict

FEW = 10
"""Below so many clusters a reader is told that there are few."""


def shown(value: float, scale: str) -> str:
    """A metric's value as a table shows it; a logarithm as what it is the logarithm of."""
    if scale == "ratio":
        return f"{math.exp(value):,.0f}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if value in (0.0, 1.0) else f"{value:.3f}"


def moved(value: float, scale: str) -> str:
    """A difference with its sign; of logarithms, the factor."""
    return f"×{math.exp(value):.2f}" if scale == "ratio" else f"{value:+.3f}"


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
    if finding.low is None or finding.high is None:
        return said
    return (
        f"{said} Over other questions like these, the difference would lie between "
        f"{finding.low:+.2f} and {finding.high:+.2f} in 95 of 100 sets."
    )


def verdict(finding: Finding) -> str:
    """What a finding says, with its interval."""
    scale = finding.metric.scale
    if finding.verdict is Verdict.UNKNOWN:
        return f"can't be told: {_why_unknown(finding)}"
    assert finding.low is not None and finding.high is not None
    if finding.verdict is Verdict.SAME:
        if finding.beyond:
            way = "better" if finding.beyond == 1 else "worse"
            return f"{way} by itself, {_between(finding)}; not sure among so many metrics"
        size = _size(finding.could_show or 0.0, scale)
        alike = "; the same in every case" if finding.changed == 0 else ""
        return f"no difference seen{alike}; this set could have shown {size}"
    if scale == "ratio":
        return f"{finding.verdict.value}: {_between(finding)}"
    return f"{finding.verdict.value} by {_between(finding)}"


def _between(finding: Finding) -> str:
    assert finding.low is not None and finding.high is not None
    if finding.metric.scale == "ratio":
        low, high = math.exp(finding.low), math.exp(finding.high)
        return f"{math.exp(finding.difference):.2f} times, between {low:.2f} and {high:.2f}"
    low, high = sorted((abs(finding.low), abs(finding.high)))
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
    if primary.low is not None and primary.clusters < FEW:
        told.append(
            f"only {primary.clusters} clusters: the interval holds, but is wide, "
            "and a few unlike documents would change it"
        )
    told += [
        f"{one.metric.name}: unscored in {one.unscored[0]} and {one.unscored[1]} rows"
        for one in comparison.findings
        if any(one.unscored)
    ]
    if disagreeing(primary):
        told.append(
            f"sign flips give p = {primary.flips:.3f}: "
            "they can't tell as sharply with so few clusters or changes"
        )
    return told


def disagreeing(finding: Finding) -> bool:
    """Whether the sign flips don't see what the interval sees."""
    seen = finding.verdict in (Verdict.BETTER, Verdict.WORSE)
    return seen and finding.flips is not None and finding.flips > 0.05


def _why_unknown(finding: Finding) -> str:
    if finding.clusters < 2:
        if finding.rows == 1:
            return "there is one case only"
        return "all cases are of one cluster, so there is no telling how others would do"
    return "it hangs on one cluster alone"


def _size(value: float, scale: str) -> str:
    return f"×{math.exp(value):.2f}" if scale == "ratio" else f"{abs(value):.3f}"
