"""How a run did, by kind and over all, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.compare.measure import measure
from evals.compare.words import shown
from evals.run import Run
from evals.scorers import EVERY, Row, metric_named

_BY_KIND = ("evidence_first", "evidence_in_three", "refused", "right")


def summary(console: Console, run: Run) -> None:
    """Print a table by kind, and every metric with its interval."""
    console.print(_by_kind(run))
    console.print(_metrics(run))


def _by_kind(run: Run) -> Table:
    table = Table("kind", "cases", "right first", "right in three", "refused", "done right")
    groups = {kind: [row for row in run.rows if row.case.kind == kind] for kind in _kinds(run)}
    groups["all answerable"] = [row for row in run.rows if not row.case.unanswerable]
    groups["all"] = list(run.rows)
    for name, rows in groups.items():
        table.add_row(escape(name), str(len(rows)), *(_cell(column, rows) for column in _BY_KIND))
    return table


def _kinds(run: Run) -> list[str]:
    return list(dict.fromkeys(row.case.kind for row in run.rows))


def _cell(column: str, rows: Sequence[Row]) -> str:
    if column == "refused":
        return f"{sum(row.given.refused for row in rows) / len(rows):.2f}" if rows else "–"
    found = measure(metric_named(column), rows)
    return f"{found.value:.2f}" if found else "–"


def _metrics(run: Run) -> Table:
    table = Table("metric", "value", "95 %", "rows", "unscored", box=None, pad_edge=False)
    for metric in EVERY:
        found = measure(metric, run.rows)
        if found is None:
            continue
        ends = "–"
        if found.low is not None and found.high is not None:
            ends = f"{shown(found.low, metric.scale)} … {shown(found.high, metric.scale)}"
        table.add_row(
            metric.title,
            shown(found.value, metric.scale),
            ends,
            str(found.rows),
            str(found.unscored) if found.unscored else "",
        )
    return table
