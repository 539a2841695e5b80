"""`footnote eval judge`: what a model says of a run's answers, and whether to believe it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from evals.commands.options import Runs, console, progress, runs_folder, warn
from evals.compare.matching import labels_of
from evals.judge.judging import judge_rows, keep_people, read_people
from evals.run import Run, load_run
from evals.scorers import Row
from evals.statistics.agreement import agreement
from evals.statistics.prediction import corrected_mean
from rag import FootnoteError, chat_model

_BELIEVED = 0.4
"""Cohen's kappa below this is commonly called poor to fair."""


def judge(
    name: Annotated[str, typer.Argument(help="A run's name, folder or file.")],
    metric: Annotated[str, typer.Option(help="groundedness or helpfulness.")] = "groundedness",
    by: Annotated[str, typer.Option(help="The judge: local, or PROVIDER:MODEL.")] = "local",
    people: Annotated[
        Path | None, typer.Option(help="People's verdicts, to correct the judge with.")
    ] = None,
    runs: Runs = None,
) -> None:
    """Judge the answers of a run; verdicts that can't be read are unscored and counted."""
    folder = runs_folder(runs)
    found = load_run(name, folder)
    theirs = None if people is None else read_people(people, metric)
    with progress() as bar:
        task = bar.add_task("judging", total=len(found.rows))
        for _ in judge_rows(found.rows, chat_model(by), metric, found.folder, by):
            bar.advance(task)
    if theirs is not None:
        _keep(found, metric, theirs)
    tell(console(), [one for one in load_run(name, folder).rows if metric in one.judged], metric)


def _keep(run: Run, metric: str, people: Mapping[str, bool]) -> None:
    keep_people(run.folder, metric, people)
    if strange := sorted(set(people) - {row.case.id for row in run.rows}):
        warn(f"{len(strange)} of people's verdicts are on no case of this run: {strange[0]}, …")


def tell(out: Console, rows: Sequence[Row], metric: str) -> None:
    """Print the judge's mean, its agreement with people, and the corrected interval.

    Raises:
        FootnoteError: the judge gave no verdict in form at all.
    """
    scored = [row for row in rows if row.judged[metric] is not None]
    out.print(f"{metric}: {len(rows)} judged, {len(rows) - len(scored)} unscored")
    if not scored:
        raise FootnoteError(f"the judge never answered in form: no figure for {metric}")
    judged = np.array([row.judged[metric] for row in scored], dtype=np.float64)
    both = [row for row in rows if metric in row.people]
    if not both:
        out.print(f"the judge's own mean: {judged.mean():.3f}")
        warn("without people's verdicts (--people) this figure is the judge's opinion, no more")
        return
    agreed = agreement(
        [row.judged[metric] for row in both], [row.people[metric] >= 0.5 for row in both]
    )
    kappa = "–" if agreed.kappa is None else f"{agreed.kappa:.2f}"
    area = "–" if agreed.auroc is None else f"{agreed.auroc:.2f}"
    out.print(
        f"with people on {agreed.rows} rows: kappa {kappa}, AUROC {area}, same {agreed.same:.2f}"
    )
    if agreed.kappa is None:
        warn("all verdicts are alike, so agreement beyond chance can't be told: give people more")
    elif agreed.kappa < _BELIEVED:
        warn("the judge agrees poorly with people: look at the corrected figure alone")
    truth = np.array([row.people.get(metric, np.nan) for row in scored])
    corrected = corrected_mean(judged, truth, labels_of([row.case for row in scored]))
    if corrected is None:
        warn("people's verdicts lie in one cluster: no interval can be had")
        return
    low, high = corrected.interval()
    out.print(
        f"corrected: {float(corrected.estimate.value):.3f}, between {low:.3f} and "
        f"{high:.3f} (the judge alone {corrected.judge:.3f}, people {corrected.people:.3f})"
    )
