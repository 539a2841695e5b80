"""From a JSONL file to a JSONL file: a line in, a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

from pydantic import ValidationError

from rag import BadInput
from ui import terminal


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that got no answer, counted from 1."""

    line: int
    reason: str


Reply: TypeAlias = Callable[[int, bytes], tuple[dict[str, Any], Failure | None]]
"""What is written for a line of that number, from 1."""


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


def needs_another_file(output: Path, batch: Path) -> None:
    """Raises BadInput where the answers would overwrite the batch."""
    if output.exists() and output.samefile(batch):
        raise BadInput(f"--output {output} is the batch itself: name another file")


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


def each_line(lines: list[bytes], reply: Reply, output: IO[str]) -> Iterator[Failure | None]:
    """Reply line by line, writing each as it comes; blank lines are passed over.

    Yields:
        A Failure for a line that got no reply of its own, None for one that did.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record, failure = reply(number, line)
        output.write(json.dumps(record, ensure_ascii=False) + "\n")
        output.flush()
        yield failure


def counted(outcomes: Iterator[Failure | None], what: str, total: int) -> list[str]:
    """Go through a batch while a bar counts; gives why lines failed."""
    failures: list[Failure] = []
    with terminal.counting_bar(terminal.errors(), what, total) as step:
        for failure in outcomes:
            step()
            failures += [failure] if failure else []
    return [failure.reason for failure in failures]


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
