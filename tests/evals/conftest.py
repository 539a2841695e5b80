"""Runs to hold against each other: the article's cases, asked once for all tests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.cases import Dataset, load_dataset
from evals.run import Run, RunOptions, run
from evals.run.footnote import FootnoteSystem
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
def forgetful_run(runs: Path) -> Run:
    """The follow-ups of both sets, asked as if nothing had been said before."""
    whole = load_dataset("article")
    cases = tuple(case for case in whole.cases if case.history)
    dataset = Dataset(name="article", cases=cases, documents=whole.documents)
    return run(dataset, FootnoteSystem(history=False), RunOptions(name="f", runs=runs)).run


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
