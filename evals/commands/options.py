"""What several commands share: where runs lie, and how they speak."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Runs = Annotated[
    Path | None,
    typer.Option("--runs", envvar="FOOTNOTE_RUNS", help="Where runs lie (or FOOTNOTE_RUNS)."),
]
Metric = Annotated[str, typer.Option("--metric", help="The metric that the verdict is about.")]


def runs_folder(named: Path | None) -> Path:
    """Where runs lie: the place named, else the platform's user data folder."""
    return named or Path(platformdirs.user_data_dir("footnote", appauthor=False)) / "runs"


def console() -> Console:
    """The console for results; what is piped is not wrapped."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200)


def progress() -> Progress:
    """A bar on stderr that goes when it is done; none where stderr is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def warn(*lines: str) -> None:
    """Lines on stderr, for a person."""
    for line in lines:
        print(f"footnote eval: {' '.join(line.split())}", file=sys.stderr)
