"""Runs on the disk: a folder each, complete in itself.

run.jsonl       the header, then a row a case in the order of the cases; no times
timings.jsonl   milliseconds a case
cases.jsonl, documents/   the dataset as it was asked
journal.jsonl   while the run is being made, in place of the first two
verdicts/       what judges and people said of the rows
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.answers import Given
from evals.cases import Dataset, load_dataset, write_cases
from evals.run.journal import FILE as JOURNAL
from evals.run.journal import read_journal
from evals.scorers import Row
from rag import BadInput

ROWS = "run.jsonl"
TIMINGS = "timings.jsonl"
CASES = "cases.jsonl"
DOCUMENTS = "documents"
VERDICTS = "verdicts"


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run that was read: its rows in the order of the cases."""

    name: str
    folder: Path
    header: Mapping[str, Any]
    dataset: Dataset
    rows: tuple[Row, ...]

    @property
    def missing(self) -> int:
        """How many cases have no row yet."""
        return len(self.dataset.cases) - len(self.rows)

    @property
    def failed(self) -> int:
        """How many cases the system failed at."""
        return sum(row.given.failed for row in self.rows)


def keep_dataset(folder: Path, dataset: Dataset) -> None:
    """Put the dataset into the run's folder."""
    documents = folder / DOCUMENTS
    documents.mkdir(parents=True, exist_ok=True)
    write_cases(folder / CASES, dataset.cases)
    for name, text in dataset.documents.items():
        with (documents / f"{name}.txt").open("w", encoding="utf-8", newline="") as file:
            file.write(text)


def write_rows(folder: Path, header: Mapping[str, Any], records: Iterable[dict[str, Any]]) -> None:
    """Write the rows and the timings, each file whole or not at all."""
    rows, timings = [json.dumps({"run": header}, ensure_ascii=False)], []
    for record in records:
        rows.append(
            json.dumps({"id": record["id"], "answer": record["answer"]}, ensure_ascii=False)
        )
        timings.append(json.dumps({"id": record["id"], **record["times"]}))
    for name, lines in ((TIMINGS, timings), (ROWS, rows)):
        draft = folder / f"{name}.new"
        draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        draft.replace(folder / name)


def load_run(named: str | Path, runs: Path) -> Run:
    """A run by its name, its folder or its file, whether complete or still being made.

    Raises:
        BadInput: there is no such run, or its file is damaged.
    """
    folder = _folder(named, runs)
    path = folder / ROWS
    try:
        header, records = read_journal(path if path.exists() else folder / JOURNAL)
        times = {one.pop("id"): one for one in _lines(folder / TIMINGS)}
        if header is None:
            raise BadInput(f"{folder}: the run has not begun yet")
        dataset = load_dataset(folder / CASES, documents=folder / DOCUMENTS)
        answers = {one["id"]: Given.model_validate(one["answer"]) for one in records}
        times |= {one["id"]: one["times"] for one in records if "times" in one}
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{folder}: not a run that can be read ({error})") from None
    dataset = Dataset(
        name=header["dataset"]["name"], cases=dataset.cases, documents=dataset.documents
    )
    judged = _verdicts(sorted((folder / VERDICTS).glob("judge-*.jsonl")))
    people = _verdicts(sorted((folder / VERDICTS).glob("people-*.jsonl")))
    rows = tuple(
        Row(
            case=case,
            given=answers[case.id],
            texts=dataset.documents,
            times={k: v for k, v in times.get(case.id, {}).items() if math.isfinite(v)},
            judged=judged.get(case.id, {}),
            people=people.get(case.id, {}),
        )
        for case in dataset.cases
        if case.id in answers
    )
    return Run(name=header["name"], folder=folder, header=header, dataset=dataset, rows=rows)


def people_file(folder: Path, metric: str) -> Path:
    """Where people's verdicts on a run lie."""
    return folder / VERDICTS / f"people-{metric}.jsonl"


def _verdicts(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """By case and metric; where several judges spoke, the last file's word counts."""
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        for line in _lines(path):
            found.setdefault(line["id"], {})[line["metric"]] = line["verdict"]
    return found


def _folder(named: str | Path, runs: Path) -> Path:
    for path in (runs / named, Path(named)):
        folder = path.parent if path.is_file() else path
        if (folder / ROWS).exists() or (folder / JOURNAL).exists():
            return folder
    there = sorted(path.parent.name for name in (ROWS, JOURNAL) for path in runs.glob(f"*/{name}"))
    hint = f"there are {', '.join(there)}" if there else "make one with `footnote eval run --name`"
    raise BadInput(f'no run "{named}" in {runs}: {hint}')


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
