"""A comparison in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.compare.changes import answer_line, changes, shorten
from evals.compare.comparison import Comparison
from evals.compare.finding import Verdict
from evals.compare.words import ends, headline, moved, notes, short, shown

_LONG = 300
_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.SAME: "", Verdict.UNKNOWN: "dim"}


def show_comparison(console: Console, comparison: Comparison, *, most: int = 10) -> None:
    """Print the verdict, the metrics, and the cases that changed, at most so many."""
    style = _STYLES[comparison.primary.verdict] or "default"
    console.print(headline(comparison), style=f"bold {style}", markup=False)
    for note in notes(comparison):
        console.print(f"  {note}", markup=False)
    console.print(_table(comparison))
    found = changes(comparison)
    for one in found[:most]:
        console.print(f"{'worse' if one.gain < 0 else 'better'} {one.before.case.id}: ", end="")
        console.print(one.before.case.question, markup=False)
        console.print(f"  before: {shorten(answer_line(one.before), _LONG)}", markup=False)
        console.print(f"  after:  {shorten(answer_line(one.after), _LONG)}", markup=False)
    if len(found) > most:
        console.print(f"… and {len(found) - most} more (--changes {len(found)})")
    if comparison.absent:
        console.print(f"without rows: {', '.join(comparison.absent)}", markup=False)


def _table(comparison: Comparison) -> Table:
    table = Table("metric", box=None, pad_edge=False)
    for name in (comparison.before.name, comparison.after.name):
        table.add_column(escape(name), justify="right")
    for name in ("difference", "95 %", "bootstrap", "p", "flips", "changed", "verdict"):
        table.add_column(name, justify="right" if name != "verdict" else "left")
    for one in comparison.findings:
        scale = one.metric.scale
        sure = one.sure
        table.add_row(
            one.metric.title,
            shown(one.before, scale),
            shown(one.after, scale),
            moved(one.difference, scale),
            ends(None if sure is None else (sure.low, sure.high), scale),
            ends(None if sure is None else sure.bootstrap, scale),
            "–" if one.adjusted is None else f"{one.adjusted:.3f}",
            "–" if sure is None else f"{sure.flips:.3f}",
            f"{one.changed} of {one.rows}",
            short(one),
            style=_STYLES[one.verdict],
        )
    return table
