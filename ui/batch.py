"""Questions from a JSONL file, answers to a JSONL file: a line in, a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, Field, ValidationError

from rag import Answer, BadInput, FootnoteError, answer_json, error_json

Ask = Callable[[str, list[tuple[str, str]]], Answer]


class BatchQuestion(BaseModel):
    """One line of a batch."""

    id: str | int | None = None
    question: str
    history: list[tuple[str, str]] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that got no answer, counted from 1."""

    line: int
    reason: str


def read_lines(path: Path) -> list[bytes]:
    """The lines of a batch file.

    Raises:
        BadInput: the file can't be read, or it is empty.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{path}: can't be read ({reason}): check the path") from None
    if not raw.strip():
        raise BadInput(f'{path}: empty: put one {{"id": …, "question": …}} on each line')
    return raw.removeprefix(b"\xef\xbb\xbf").splitlines()


def open_output(path: Path) -> IO[str]:
    """The file for the answers.

    Raises:
        BadInput: it can't be written.
    """
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{path}: can't be written ({reason}): name another file") from None


def answer_lines(lines: list[bytes], ask: Ask, output: IO[str]) -> Iterator[Failure | None]:
    """Answer line by line, writing each as it comes; blank lines are passed over.

    Yields:
        A Failure for a line that got no answer, None for one that did.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record, failure = _answer(number, line, ask)
        output.write(json.dumps(record, ensure_ascii=False) + "\n")
        output.flush()
        yield failure


def _answer(number: int, line: bytes, ask: Ask) -> tuple[dict[str, Any], Failure | None]:
    try:
        asked = BatchQuestion.model_validate_json(line)
    except ValidationError as error:
        reason = f"line {number}: not a question in JSON ({first_problem(error)})"
        return error_json(reason, id=id_of(line)), Failure(number, reason)
    name = None if asked.id is None else str(asked.id)
    try:
        answer = ask(asked.question, asked.history)
    except FootnoteError as error:
        reason = f"line {number}: {error}"
        return error_json(reason, question=asked.question, id=name), Failure(number, reason)
    return answer_json(answer, name), None


def first_problem(error: ValidationError) -> str:
    """What pydantic says first about a line, and where."""
    found = error.errors()[0]
    where = ".".join(map(str, found["loc"]))
    return f"{where}: {found['msg']}" if where else found["msg"]


def id_of(line: bytes) -> str | None:
    """The id of a line that is JSON but no question, so that its sender finds it again."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    named = found.get("id") if isinstance(found, dict) else None
    return str(named) if isinstance(named, (str, int)) else None
