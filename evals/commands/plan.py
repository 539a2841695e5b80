"""`footnote eval plan`: how many cases, in how many documents, show a difference."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from evals.commands.options import Metric, Runs, console, runs_folder
from evals.compare.planning import plan_from
from evals.run import load_run
from evals.scorers import PRIMARY


def plan(
    before: Annotated[str, typer.Argument(help="A pilot run.")],
    after: Annotated[
        str | None, typer.Argument(help="A second run of it; with one alone, a guess is made.")
    ] = None,
    difference: Annotated[
        float, typer.Option(min=0.001, max=1.0, help="The difference that has to be seen.")
    ] = 0.05,
    metric: Metric = PRIMARY,
    runs: Runs = None,
) -> None:
    """Say what it takes to see a difference in four of five tries."""
    folder = runs_folder(runs)
    second = load_run(after, folder) if after else None
    found = plan_from(load_run(before, folder), second, metric=metric, difference=difference)
    out = console()
    for note in found.notes:
        out.print(note, markup=False)
    table = Table("cases a document", "documents", "cases in all", "design effect")
    for line in found.lines:
        needed = "over 100,000" if line.documents is None else f"{line.documents:,}"
        total = "–" if line.documents is None else f"{round(line.documents * line.each):,}"
        table.add_row(f"{line.each:g}", needed, total, f"{line.effect:.2f}")
    out.print(table)
