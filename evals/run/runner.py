"""Making a run: ask what hasn't been answered yet, keep each answer, then write the rows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from evals.answers import BadAnswer, Given, failure, read_answer
from evals.cases import Case, Dataset
from evals.run.header import differing, make_header
from evals.run.journal import FILE as JOURNAL
from evals.run.journal import Journal, read_journal
from evals.run.place import Places
from evals.run.stored import DOCUMENTS, ROWS, Run, keep_dataset, load_run, write_rows
from evals.run.system import Place, Reply, System
from rag import BadInput

OnRow = Callable[[int, int], None]
_NAME = re.compile(r"[\w][\w.+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Where a run lies and how it begins."""

    name: str
    runs: Path
    fresh: bool = False
    """Throw away what a run of that name holds already."""
    retry: bool = False
    """Ask again what failed before."""
    on_row: OnRow = field(default=lambda done, total: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A run, and lines that the system wrote which answer no case."""

    run: Run
    stray: tuple[str, ...] = ()


def run(dataset: Dataset, system: System, options: RunOptions) -> Made:
    """Ask the system every case that has no answer yet; the same run again asks nothing.

    Raises:
        BadInput: a bad name, another process makes this run, the run there was made with
            something else, or the system can't be started.
    """
    if not _NAME.fullmatch(options.name):
        raise BadInput(f'"{options.name}" is no name for a run: use letters, digits, - and _')
    folder = options.runs / options.name
    header = make_header(options.name, system, dataset)
    with _held(folder, options.name):
        _begin(folder, header, dataset, options)
        stray: tuple[str, ...] = ()
        if not (folder / ROWS).exists():
            stray = _ask(folder, header, system, dataset, options)
        return Made(run=load_run(folder, options.runs), stray=stray)


@contextmanager
def _held(folder: Path, name: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BadInput(f'the run "{name}" is being made by another process: wait for it') from None
    try:
        yield
    finally:
        lock.release()


def _begin(folder: Path, header: dict[str, Any], dataset: Dataset, options: RunOptions) -> None:
    """Make the folder ready: new, or as the same run left it."""
    if options.fresh:
        _clear(folder)
    path = folder / ROWS if (folder / ROWS).exists() else folder / JOURNAL
    there = read_journal(path)[0] if path.exists() else None
    if there is None:
        _clear(folder)
        keep_dataset(folder, dataset)
        return
    if other := differing(there, header):
        raise BadInput(
            f'the run "{options.name}" was made with another {other}: '
            "name a new run, or throw that one away with --fresh"
        )
    if options.retry and (folder / ROWS).exists():
        _reopen(folder, there)


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != "lock":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _reopen(folder: Path, header: dict[str, Any]) -> None:
    """Turn a complete run into one that is being made, without the rows that failed."""
    done = load_run(folder, folder.parent)
    journal = Journal(folder, header)
    for row in done.rows:
        if not row.given.failed:
            journal.append(_record(row.case.id, row.given, dict(row.times)))
    journal.close()
    (folder / ROWS).unlink()


def _ask(
    folder: Path, header: dict[str, Any], system: System, dataset: Dataset, options: RunOptions
) -> tuple[str, ...]:
    journal = Journal(folder, header)
    records = {one["id"]: one for one in read_journal(journal.path)[1]}
    waiting = [case for case in dataset.cases if case.id not in records]
    options.on_row(len(records), len(dataset.cases))
    stray: list[str] = []
    try:
        for record in _answers(system, waiting, folder, dataset, stray):
            journal.append(record)
            records[record["id"]] = record
            options.on_row(len(records), len(dataset.cases))
    except BadInput:
        if not records:  # a system that can't be started leaves no run to go on with
            _clear(folder)
        raise
    finally:
        journal.close()
    write_rows(folder, header, [records[case.id] for case in dataset.cases])
    journal.path.unlink()
    return tuple(stray)


def _answers(
    system: System, waiting: list[Case], folder: Path, dataset: Dataset, stray: list[str]
) -> Iterator[dict[str, Any]]:
    """A record for each case: what came back, and for the rest that nothing did."""
    open_ids = {case.id for case in waiting}
    places = Places(dataset.documents)
    if waiting:
        place = Place(folder=folder, documents=folder / DOCUMENTS)
        for reply in system.answers(waiting, place):
            if reply.id in open_ids:
                open_ids.discard(reply.id)
                yield _recorded(reply, places)
            else:
                stray.append(reply.problem or f'a second answer to "{reply.id}"')
    for case in waiting:
        if case.id in open_ids:
            yield _record(case.id, failure("no answer came back"), {})


def _recorded(reply: Reply, places: Places) -> dict[str, Any]:
    wall = {} if reply.wall is None else {"wall": round(reply.wall, 1)}
    if reply.raw is None:
        return _record(reply.id, failure(reply.problem), wall)
    try:
        given, times = read_answer(reply.raw)
    except BadAnswer as error:
        return _record(reply.id, failure(str(error)), wall)
    return _record(reply.id, places.resolved(given), {**times, **wall})


def _record(name: str, given: Given, times: dict[str, float]) -> dict[str, Any]:
    citations = {"citations": {"__all__": {"source"}}, "retrieved": {"__all__": {"source"}}}
    answer = given.model_dump(mode="json", exclude=citations)
    return {"id": name, "answer": answer, "times": times}
