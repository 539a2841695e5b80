"""`footnote eval compare`: is the second run better than the first?"""

from __future__ import annotations

from typing import Annotated

import typer

from evals.commands.options import Metric, Runs, console, runs_folder, warn
from evals.compare import Verdict
from evals.compare import compare as compare_runs
from evals.compare.markdown import markdown
from evals.compare.terminal import show_comparison
from evals.compare.words import verdict
from evals.run import load_run
from evals.scorers import PRIMARY


def compare(
    before: Annotated[str, typer.Argument(help="A run's name, folder or file.")],
    after: Annotated[str, typer.Argument(help="The run to hold against it.")],
    metric: Metric = PRIMARY,
    gate: Annotated[
        bool,
        typer.Option(
            "--gate", help="Exit with 1 if worse beyond noise; times count with --metric alone."
        ),
    ] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown for a pull request.")
    ] = False,
    most: Annotated[int, typer.Option("--changes", min=0, help="Changed cases to show.")] = 10,
    runs: Runs = None,
) -> int:
    """Compare two runs of the same cases, paired and clustered, in one verdict."""
    folder = runs_folder(runs)
    found = compare_runs(load_run(before, folder), load_run(after, folder), primary=metric)
    if as_markdown:
        print(markdown(found), end="")
    else:
        show_comparison(console(), found, most=most)
    if not gate:
        return 0
    if found.primary.verdict is Verdict.UNKNOWN:
        warn(f"--gate lets this pass: {verdict(found.primary)}")
    if found.regressions:
        names = ", ".join(one.metric.name for one in found.regressions)
        warn(f"worse beyond noise: {names}")
        return 1
    return 0
