"""A system behind a command that stays: a question a line on its input, an answer a line back."""

from __future__ import annotations

import json
import os
import queue
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from evals.answers import parse_line
from evals.cases import Case
from evals.run.system import Place, Reply, ask_each, question_json
from rag import BadInput, FootnoteError

DOCUMENTS = "FOOTNOTE_EVAL_DOCUMENTS"
"""The environment variable that tells a command where the dataset's text files lie."""


class CommandFailed(FootnoteError):
    """The command ended or hung instead of answering."""


def start(command: str, place: Place, **options: Any) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own.

    Raises:
        BadInput: there is no such program.
    """
    try:
        words = shlex.split(command)
        return subprocess.Popen(
            words,
            env={**os.environ, DOCUMENTS: str(place.documents.resolve())},
            start_new_session=True,
            **options,
        )
    except (OSError, ValueError, IndexError) as error:
        reason = getattr(error, "strerror", None) or str(error) or "empty"
        raise BadInput(f"the command can't be started ({reason}): {command!r}") from None


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a command and whatever it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSystem:
    """A command that reads questions and writes answers, a line each, in turn."""

    command: str
    timeout: float

    def describe(self) -> dict[str, Any]:
        """The command as it was typed."""
        return {"kind": "lines", "command": self.command}

    def answers(self, cases: Sequence[Case], place: Place) -> Iterator[Reply]:
        """Ask a process that is started anew whenever it ended or hung."""
        talk = _Talk(self.command, self.timeout, place)
        try:
            yield from ask_each(talk.ask, cases)
        finally:
            talk.close()


class _Talk:
    """A running command, and what it has written so far."""

    def __init__(self, command: str, timeout: float, place: Place) -> None:
        self._command, self._timeout, self._place = command, timeout, place
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._start()

    def ask(self, case: Case) -> dict[str, Any]:
        process = self._process or self._start()
        line = json.dumps(question_json(case), ensure_ascii=False) + "\n"
        try:
            assert process.stdin is not None
            process.stdin.write(line.encode())
            process.stdin.flush()
            return self._answer_to(case)
        except (OSError, queue.Empty) as error:
            self.close()
            hung = isinstance(error, queue.Empty)
            why = f"no answer within {self._timeout:g} s" if hung else "the command has ended"
            raise CommandFailed(f"{why}; it was started again") from None

    def close(self) -> None:
        if self._process is not None:
            stop(self._process)
            self._process = None

    def _answer_to(self, case: Case) -> dict[str, Any]:
        line = self._lines.get(timeout=self._timeout)
        if not line:
            raise BrokenPipeError
        answer = parse_line(line)
        if answer.get("id") not in (None, case.id):
            self.close()
            raise CommandFailed(f'the answer is to "{answer["id"]}", which was not asked')
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        process = start(self._command, self._place, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._process, self._lines = process, queue.SimpleQueue()
        threading.Thread(target=_read, args=(process, self._lines), daemon=True).start()
        return process


def _read(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Pass on each line, and an empty one at the end."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(b"")
