"""What a run asks of a system: answers to cases, in any order, each as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from evals.cases import Case
from rag import FootnoteError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back for a case: an answer in the public JSON, or why there is none."""

    id: str
    raw: dict[str, Any] | None = None
    problem: str = ""
    wall: float | None = None
    """Milliseconds from asking to the answer, where they could be measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a system may work: the run's folder, and in it the documents as text files."""

    folder: Path
    documents: Path


class System(Protocol):
    """Something that answers cases. Closing the iterator frees what it holds."""

    def describe(self) -> dict[str, Any]:
        """What it is, for the run's header; equal for equal systems."""

    def answers(self, cases: Sequence[Case], place: Place) -> Iterator[Reply]:
        """Answer the cases.

        Raises:
            BadInput: it can't be started at all.
        """


Ask = Callable[[Case], dict[str, Any]]


def ask_each(ask: Ask, cases: Sequence[Case], *, jobs: int = 1) -> Iterator[Reply]:
    """Ask case by case, or several at a time; a failure is a Reply that says why."""
    if jobs == 1:
        for case in cases:
            yield _asked(ask, case)
        return
    pool = ThreadPoolExecutor(jobs)
    try:
        for done in as_completed([pool.submit(_asked, ask, case) for case in cases]):
            yield done.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def question_json(case: Case) -> dict[str, Any]:
    """A case as a line of a batch: what the system may know, and nothing else."""
    return {
        "id": case.id,
        "question": case.question,
        "history": [list(turn) for turn in case.history],
    }


def _asked(ask: Ask, case: Case) -> Reply:
    begun = time.perf_counter()
    try:
        raw = ask(case)
    except FootnoteError as error:
        return Reply(id=case.id, problem=str(error))
    except Exception as error:  # whatever a system of someone else throws is its answer's failure
        return Reply(id=case.id, problem=f"{type(error).__name__}: {error}")
    return Reply(id=case.id, raw=raw, wall=(time.perf_counter() - begun) * 1000)
