"""The cases whose answers changed, those that got worse first."""

from __future__ import annotations

from dataclasses import dataclass

from evals.compare.comparison import Comparison
from evals.scorers import Absent, Metric, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A case whose value of the primary metric changed; `gain` below 0 is worse."""

    before: Row
    after: Row
    gain: float


def changes(comparison: Comparison) -> list[Change]:
    """What changed in the primary metric; none where that is no mean of rows."""
    metric = comparison.primary.metric
    if not isinstance(metric, Metric):
        return []
    found = []
    for before, after in comparison.matched.pairs:
        one, other = metric.value(before), metric.value(after)
        if isinstance(one, Absent) or isinstance(other, Absent) or abs(other - one) < 1e-9:
            continue
        found.append(Change(before=before, after=after, gain=(other - one) * metric.better))
    return sorted(found, key=lambda change: change.gain)


def answer_line(row: Row) -> str:
    """An answer on one line."""
    if row.given.failed:
        return f"failed: {row.given.error}"
    if row.given.refused:
        return "(the documents don't say)"
    return " ".join(row.given.text.split()) or "(nothing)"


def shorten(text: str, most: int) -> str:
    """The text, cut off with a sign where it has more characters than that."""
    return text if len(text) <= most else text[: most - 1] + "…"
