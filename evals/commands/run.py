"""`footnote eval run`: ask a system every case, and print how it did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.cases import load_dataset
from evals.commands.options import Runs, console, progress, runs_folder, warn
from evals.commands.summary import summary
from evals.run import RunOptions, System
from evals.run import run as make_run
from evals.run.batch import BatchSystem
from evals.run.command import LineSystem
from evals.run.footnote import FootnoteSystem
from evals.run.http import HttpSystem
from rag import BadInput


def run(
    name: Annotated[str, typer.Option(help="What the run is called.")],
    dataset: Annotated[
        str, typer.Option(help="A set that ships (article, lincoln, talks), or a case file.")
    ] = "article",
    documents: Annotated[Path | None, typer.Option(help="The folder with its texts.")] = None,
    answerer: Annotated[str, typer.Option(help="Footnote's answerer.")] = "quotes",
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, as NAME=VALUE; may be repeated.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history/--no-history", help="Tell what was said before.")
    ] = True,
    system: Annotated[
        str, typer.Option(help="footnote, or tutorial: the chain of every tutorial.")
    ] = "footnote",
    lines: Annotated[
        str | None, typer.Option(help="A command: questions in, answers out, line by line.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help="A command with {input} and {output}: whole files.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="An endpoint that questions are posted to.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for one answer.")] = 120.0,
    jobs: Annotated[int, typer.Option(min=1, help="Questions at a time, with --url.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin again from nothing.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Ask again what failed.")] = False,
    runs: Runs = None,
) -> int:
    """Ask every case. Killed and run again, it goes on where it was."""
    others: list[System] = []
    if lines is not None:
        others.append(LineSystem(command=lines, timeout=timeout))
    if batch is not None:
        others.append(BatchSystem(command=batch, timeout=timeout))
    if url is not None:
        others.append(HttpSystem(url=url, timeout=timeout, jobs=jobs))
    if len(others) > 1 or (others and system != "footnote"):
        raise BadInput("name one system: --system, --lines, --batch or --url")
    own = _own(system, answerer, _pairs(settings or []), history)
    loaded = load_dataset(dataset, documents=documents)
    folder = runs_folder(runs)
    with progress() as bar:
        task = bar.add_task("asking", total=len(loaded.cases))
        made = make_run(
            loaded,
            others[0] if others else own,
            RunOptions(
                name=name,
                runs=folder,
                fresh=fresh,
                retry=retry,
                on_row=lambda done, total: bar.update(task, completed=done, total=total),
            ),
        )
    summary(console(), made.run)
    if made.stray:
        warn(f"{len(made.stray)} lines answer no case; the first: {made.stray[0]}")
    if made.run.failed:
        first = next(row for row in made.run.rows if row.given.failed)
        warn(
            f"{made.run.failed} of {len(made.run.rows)} cases got no answer and count as wrong; "
            f"{first.case.id}: {first.given.error} (--retry asks them again)"
        )
    return 1 if made.run.failed else 0


def _own(system: str, answerer: str, overrides: dict[str, str], history: bool) -> System:
    if system == "footnote":
        return FootnoteSystem(answerer=answerer, overrides=overrides, history=history)
    if system == "tutorial":
        from evals.baselines.tutorial import TutorialSystem

        return TutorialSystem(answerer=answerer)
    raise BadInput(f'no system "{system}": use footnote or tutorial, or --lines, --batch, --url')


def _pairs(settings: list[str]) -> dict[str, str]:
    found = {}
    for one in settings:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise BadInput(f'--set "{one}": write NAME=VALUE, as in --set candidates=40')
        found[name] = value
    return found
