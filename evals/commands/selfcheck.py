"""`footnote eval selfcheck`: does the harness itself measure what it says?"""

from __future__ import annotations

from itertools import chain
from typing import Annotated

import typer
from rich.table import Table

from evals.check.few import few_checks
from evals.check.judges import judge_checks
from evals.check.selfcheck import checks
from evals.check.sets import set_checks
from evals.commands.options import console, warn


def selfcheck(
    simulations: Annotated[
        int, typer.Option(min=100, help="Comparisons to simulate for each figure.")
    ] = 10_000,
    seed: Annotated[int, typer.Option(help="The seed of the simulation.")] = 20260,
) -> int:
    """Simulate comparisons whose truth is known; exit with 1 where a figure is off."""
    out = console()
    table = Table("set", "what", "should be", "is", "")
    failed = 0
    parts = (checks, few_checks, set_checks, judge_checks)
    for line in chain.from_iterable(part(simulations, seed) for part in parts):
        failed += not line.holds
        wanted = f"{line.only} {line.wanted:.1%} ± {line.tolerance:.1%}".strip()
        mark = "holds" if line.holds else "OFF"
        table.add_row(line.scenario, line.what, wanted, f"{line.found:.1%}", mark)
    out.print(table)
    out.print(
        f"{simulations:,} simulations a line, seed {seed}; documents drawn anew in each; "
        "a tenth as many for AUROC"
    )
    if failed:
        warn(f"{failed} figures are off")
    return 1 if failed else 0
