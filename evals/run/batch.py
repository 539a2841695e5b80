"""A system behind a command that takes a whole batch: a JSONL file in, a JSONL file out."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.answers import BadAnswer, parse_line
from evals.cases import Case
from evals.run.command import start, stop
from evals.run.system import Place, Reply, question_json
from rag import BadInput

_INPUT = "batch-in.jsonl"
_OUTPUT = "batch-out.jsonl"
_LOOK = 0.1
"""Seconds between two looks at what the command has written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSystem:
    """A command with `{input}` and `{output}` in it, such as `footnote ask --batch … --output …`.

    Its answers are taken as it writes them. What a killed run's command had written is taken
    first, so that it needn't be asked again.
    """

    command: str
    timeout: float
    """Seconds without a new answer after which the command counts as hung."""

    def __post_init__(self) -> None:
        if "{input}" not in self.command or "{output}" not in self.command:
            raise BadInput("--batch needs {input} and {output} in the command, for the files")

    def describe(self) -> dict[str, Any]:
        """The command as it was typed."""
        return {"kind": "batch", "command": self.command}

    def answers(self, cases: Sequence[Case], place: Place) -> Iterator[Reply]:
        """What was written before, then what the command writes now."""
        output = place.folder / _OUTPUT
        waiting = {case.id: case for case in cases}
        yield from _fresh(_whole_lines(output, 0)[0], waiting, strict=False)
        if not waiting:
            output.unlink(missing_ok=True)
            return
        (place.folder / _INPUT).write_text(
            "".join(json.dumps(question_json(case)) + "\n" for case in waiting.values()),
            encoding="utf-8",
        )
        output.write_bytes(b"")
        yield from self._run(place, waiting)
        for name in (_INPUT, _OUTPUT):
            (place.folder / name).unlink(missing_ok=True)

    def _run(self, place: Place, waiting: dict[str, Case]) -> Iterator[Reply]:
        output = place.folder / _OUTPUT
        command = self.command.replace("{input}", str(place.folder.resolve() / _INPUT))
        process = start(
            command.replace("{output}", str(output.resolve())),
            place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        problem = ""
        try:
            read, last = 0, time.monotonic()
            while not problem:
                ended = process.poll()
                lines, read = _whole_lines(output, read, to_the_end=ended is not None)
                yield from _fresh(lines, waiting)
                last = time.monotonic() if lines else last
                if ended is not None:
                    problem = f"the command ended with {ended} and no answer to this"
                elif time.monotonic() - last > self.timeout:
                    problem = f"no answer within {self.timeout:g} s"
                elif not lines:
                    time.sleep(_LOOK)
        finally:
            stop(process)
        for name in waiting:
            yield Reply(id=name, problem=problem)


def _whole_lines(path: Path, start: int, *, to_the_end: bool = False) -> tuple[list[bytes], int]:
    """The lines from `start` on that are complete, and where the next one begins."""
    if not path.exists():
        return [], start
    with path.open("rb") as file:
        file.seek(start)
        written = file.read()
    end = len(written) if to_the_end else written.rfind(b"\n") + 1
    return [line for line in written[:end].split(b"\n") if line.strip()], start + end


def _fresh(
    lines: Sequence[bytes], waiting: dict[str, Case], *, strict: bool = True
) -> Iterator[Reply]:
    """Replies to what is waited for; a line that can't be matched goes by an empty id."""
    for line in lines:
        try:
            raw = parse_line(line)
        except BadAnswer as error:
            if strict:
                yield Reply(id="", problem=str(error))
            continue
        name = str(raw.get("id"))
        if waiting.pop(name, None):
            yield Reply(id=name, raw=raw)
        elif strict:
            yield Reply(id="", problem=f'an answer to "{name}", which is not waited for')
