"""Rows written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evals.answers import Given
from evals.cases import Case, Dataset, Evidence
from evals.run import Run
from evals.scorers import Row

TEXT = "The pact was signed in June. It binds both sides. Nobody was told."
QUOTE = TEXT[:28]


def case(name: str = "c", **known: Any) -> Case:
    found = {
        "question": "When was the pact signed?",
        "document": "pact",
        "answers": ("June",),
        "evidence": (Evidence(start=0, end=28, quote=QUOTE),),
        **known,
    }
    return Case(id=name, **found)


def unanswerable(name: str = "u", **known: Any) -> Case:
    return case(name, unanswerable=True, answers=(), evidence=(), **known)


def citation(start: int = 0, end: int = 28, number: int = 1, **known: Any) -> dict[str, Any]:
    quote = TEXT[start:end]
    return {
        "number": number,
        "start": start,
        "end": end,
        "quote": quote,
        "document": "pact",
    } | known


def given(**known: Any) -> Given:
    found = {
        "status": "answered",
        "text": QUOTE,
        "confidence": 0.9,
        "citations": [citation()],
        "sentences": [{"text": QUOTE, "citations": [1]}],
        **known,
    }
    return Given.model_validate(found)


def row(one: Case | None = None, answer: Given | None = None, **known: Any) -> Row:
    return Row(case=one or case(), given=answer or given(), texts={"pact": TEXT}, **known)


def refused(confidence: float = 0.1) -> Given:
    return Given(status="not_found", confidence=confidence)


def made_run(name: str, rows: list[Row]) -> Run:
    cases = tuple(one.case for one in rows)
    dataset = Dataset(name="made", cases=cases, documents={"pact": TEXT})
    return Run(name=name, folder=Path(), header={"name": name}, dataset=dataset, rows=tuple(rows))
