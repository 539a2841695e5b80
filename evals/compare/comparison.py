"""The comparison: what each metric says of the difference, and one verdict.

The metric that the verdict is about is named beforehand, so it stands for itself. All others are
corrected for being several (Holm). A difference counts when its interval lies wholly on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.compare.finding import Finding, Verdict, finding
from evals.compare.matching import Matched, match
from evals.run import Run
from evals.scorers import EVERY, PRIMARY, metric_named
from evals.statistics.clusters import LEVEL
from evals.statistics.holm import holm
from rag import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs, their matched rows, and the findings; the first is the one the verdict is about."""

    before: Run
    after: Run
    matched: Matched
    findings: tuple[Finding, ...]
    absent: tuple[str, ...]
    """Metrics that no pair of rows has a value for."""

    @property
    def primary(self) -> Finding:
        """The finding that the verdict is about."""
        return self.findings[0]

    @property
    def worse(self) -> list[Finding]:
        """The findings that are worse beyond noise."""
        return [one for one in self.findings if one.verdict is Verdict.WORSE]

    @property
    def regressions(self) -> list[Finding]:
        """What is worse and no machine's mood; times count where the verdict is about them."""
        return [one for one in self.worse if one is self.primary or not one.by_clock]


def compare(before: Run, after: Run, *, primary: str = PRIMARY) -> Comparison:
    """Compare two runs.

    Raises:
        BadInput: nothing can be matched, or no pair of rows has the primary metric.
    """
    matched = match(before, after)
    labels = matched.labels
    first = metric_named(primary)
    order = [first, *(one for one in EVERY if one is not first)]
    found = {metric.name: finding(metric, matched, labels) for metric in order}
    if (leading := found[primary]) is None:
        raise BadInput(f'no pair of rows has the metric "{primary}": name another with --metric')
    rest = [one for name, one in found.items() if one is not None and name != primary]
    return Comparison(
        before=before,
        after=after,
        matched=matched,
        findings=tuple(_judged([leading]) + _judged(rest)),
        absent=tuple(name for name, one in found.items() if one is None),
    )


def _judged(findings: Sequence[Finding]) -> list[Finding]:
    chances = holm([one.sure.p for one in findings if one.sure is not None])
    level = 1 - (1 - LEVEL) / max(len(chances), 1)
    left = iter(chances)
    return [one if one.sure is None else _with_verdict(one, next(left), level) for one in findings]


def _with_verdict(one: Finding, chance: float, level: float) -> Finding:
    verdict = Verdict.SAME
    if chance <= 1 - LEVEL and one.beyond:
        verdict = Verdict.BETTER if one.beyond == 1 else Verdict.WORSE
    return replace(one, adjusted=chance, could_show=one.shows(level), verdict=verdict)
