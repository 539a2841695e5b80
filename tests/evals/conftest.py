"""Runs to hold against each other: the article's cases, asked once for all tests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.answers import Given
from evals.cases import Dataset, load_dataset
from evals.run import Run, RunOptions, run
from evals.run.footnote import FootnoteSystem
from evals.scorers import Row
from tests.conftest import ROOT

Eval = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def article_run(runs: Path) -> Run:
    dataset = load_dataset("article")
    return run(dataset, FootnoteSystem(), RunOptions(name="article", runs=runs)).run


@pytest.fixture(scope="session")
def both_sets(article_run: Run, runs: Path) -> Run:
    """The rows of both sets that ship, as of one."""
    dataset = load_dataset("lincoln")
    lincoln = run(dataset, FootnoteSystem(), RunOptions(name="lincoln", runs=runs)).run
    texts = {**article_run.dataset.documents, **dataset.documents}
    rows = tuple(replace(row, texts=texts) for row in (*_named(article_run), *_named(lincoln)))
    cases = tuple(row.case for row in rows)
    whole = Dataset(name="both", cases=cases, documents=texts)
    return replace(article_run, name="both", rows=rows, dataset=whole)


@pytest.fixture(scope="session")
def forgotten(runs: Path) -> dict[str, Given]:
    """Answers to the follow-ups of both sets, asked as if nothing had been said before."""
    found = {}
    for name in ("article", "lincoln"):
        whole = load_dataset(name)
        cases = tuple(case for case in whole.cases if case.history)
        dataset = Dataset(name=name, cases=cases, documents=whole.documents)
        options = RunOptions(name=f"{name}-forgotten", runs=runs)
        asked = run(dataset, FootnoteSystem(history=False), options).run
        found.update({row.case.id: row.given for row in _named(asked)})
    return found


def _named(one: Run) -> tuple[Row, ...]:
    """The rows, their cases' ids with the set's name before them."""
    return tuple(
        replace(row, case=row.case.model_copy(update={"id": f"{one.dataset.name}-{row.case.id}"}))
        for row in one.rows
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Six cases on two short texts, with their folder."""
    texts = {
        "sea": "Salt is in the sea. The sea is deep.",
        "sky": "Birds are in the sky. The sky is wide.",
    }
    folder = tmp_path / "small"
    folder.mkdir()
    lines = []
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
        first = text.split(". ", maxsplit=1)[0] + "."
        evidence = {"start": 0, "end": len(first), "quote": first}
        for number in range(2):
            lines.append(
                {
                    "id": f"{name}-{number}",
                    "question": f"What is in the {name}, {number}?",
                    "document": name,
                    "answers": [first.split()[0]],
                    "evidence": [evidence],
                }
            )
        lines.append(
            {"id": f"{name}-x", "question": "Who?", "document": name, "unanswerable": True}
        )
    path = tmp_path / "small.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def footnote_eval(tmp_path: Path) -> Eval:
    """The harness as a user runs it: a real process."""

    def call(*arguments: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evals", *map(str, arguments), "--runs", str(tmp_path / "runs")],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=120,
            check=False,
        )

    return call
