"""Cases: questions with what a right answer rests on, read from JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from rag import BadInput, Span

Kind = Literal["fact", "why", "several", "followup", "false_premise", "unanswerable", "off_topic"]


class Evidence(BaseModel):
    """Words of a document that a right answer rests on, in code points of its text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int
    quote: str

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return Span(start=self.start, end=self.end)


class Case(BaseModel):
    """One question and what is known of its answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    question: str
    history: tuple[tuple[str, str], ...] = ()
    document: str
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unanswerable: bool = False
    tags: tuple[str, ...] = ()
    cluster: str = ""


def read_cases(path: Path) -> list[Case]:
    """Read a case file.

    Raises:
        BadInput: a line that is no case, an id twice, or no cases at all.
    """
    cases = list(_parsed(path))
    ids = [case.id for case in cases]
    if not cases:
        raise BadInput(f"{path}: no cases in this file")
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise BadInput(f'{path}: the id "{twice}" stands twice')
    return cases


def _parsed(path: Path) -> Iterator[Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield Case.model_validate_json(line)
            except ValidationError as error:
                reason = error.errors()[0]["msg"]
                raise BadInput(f"{path}, line {number}: not a case ({reason})") from None
