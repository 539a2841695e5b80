"""Runs to hold against each other: the article's cases, asked once for all tests."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evals.answers import Given
from evals.cases import load_dataset
from evals.cli import main
from evals.run import Run, RunOptions, run
from evals.run.footnote import FootnoteSystem


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What came of a command: its exit code, and what it wrote to both places."""

    code: int
    printed: str
    said: str


Eval = Callable[..., Called]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def article_run(runs: Path) -> Run:
    dataset = load_dataset("article")
    return run(dataset, FootnoteSystem(), RunOptions(name="article", runs=runs)).run


@pytest.fixture(scope="session")
def talks_run(runs: Path) -> Run:
    return run(load_dataset("talks"), FootnoteSystem(), RunOptions(name="talks", runs=runs)).run


@pytest.fixture(scope="session")
def forgotten(runs: Path) -> dict[str, Given]:
    """Answers to the talks' follow-ups, asked as if nothing had been said before."""
    options = RunOptions(name="forgotten", runs=runs)
    asked = run(load_dataset("talks"), FootnoteSystem(history=False), options).run
    return {row.case.id: row.given for row in asked.rows}


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
def footnote_eval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Eval:
    """The harness as a user runs it, without the cost of a process of its own."""

    def call(*arguments: Any) -> Called:
        given = [*map(str, arguments), "--runs", str(tmp_path / "runs")]
        monkeypatch.setattr(sys, "argv", ["footnote eval", *given])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        printed, said = capfd.readouterr()
        return Called(code=int(left.value.code or 0), printed=printed, said=said)

    return call
