"""Reader processes: kept for the next file, ended when a file takes too long or breaks them.

A parser of untrusted files may hang, crash or eat memory. It does so in a process of its own
(`rag.load.child`), which can write no file; here that is one line about the file.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from rag.errors import FileProblem

SECONDS = 120.0
"""How long the reading of one file may take."""
_MOST_FILES = 200
"""After so many files a reader is replaced, whatever it may have kept in memory."""
_PROGRAM = (
    "import json,sys; sys.path[:]=json.loads(sys.argv[1]); from rag.load.child import main; main()"
)

_MOST_READERS = max(2, os.cpu_count() or 1)

_places = threading.BoundedSemaphore(_MOST_READERS)
"""More readers at a time would only wait for a processor."""
_idle: list[_Reader] = []
_guard = threading.Lock()


def call(
    function: str, content: bytes, *, seconds: float | None = None, **options: Any
) -> tuple[dict[str, Any], bytes]:
    """Call a function of `rag.load` on a file's bytes in a reader process.

    Args:
        function: as "rag.load.pdf:load_pdf".
        seconds: how long it may take; `SECONDS` where it is None.

    Raises:
        FileProblem: the function said so, or it took too long, or it broke the reader.
    """
    with _places:
        reader = _take()
        try:
            head, body = reader.ask(function, content, seconds or SECONDS, options)
        except BaseException:
            reader.end()
            raise
        _give(reader)
    if "problem" in head:
        raise FileProblem(str(head["problem"]))
    return head, body


class _Reader:
    """One reader process."""

    def __init__(self) -> None:
        paths = [path or os.getcwd() for path in sys.path]  # noqa: PTH109 (the string itself)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, json.dumps(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._files = 0

    @property
    def is_worn(self) -> bool:
        """Whether it has read so many files that a new one should take its place."""
        return self._files >= _MOST_FILES or self._process.poll() is not None

    def ask(
        self, function: str, content: bytes, seconds: float, options: dict[str, Any]
    ) -> tuple[dict[str, Any], bytes]:
        """Send one request and wait for its reply."""
        self._files += 1
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange(function, content, seconds, options)
        except (OSError, EOFError, ValueError):
            if late.is_set():
                raise FileProblem(
                    f"reading it took longer than {seconds:.0f} seconds, so it was left: split it"
                ) from None
            raise FileProblem(
                "reading it broke the reader, so it is damaged or made to do harm: "
                "open it in the program that made it and save it anew"
            ) from None
        finally:
            timer.cancel()

    def _exchange(
        self, function: str, content: bytes, seconds: float, options: dict[str, Any]
    ) -> tuple[dict[str, Any], bytes]:
        assert self._process.stdin and self._process.stdout
        request = {
            "call": function,
            "options": options,
            "length": len(content),
            "seconds": seconds,
        }
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.write(content)
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        head = json.loads(line)
        body = self._process.stdout.read(head["length"])
        if len(body) < head["length"]:
            raise EOFError
        return head, body

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream:
                    stream.close()
        self._process.wait()


def _take() -> _Reader:
    with _guard:
        while _idle:
            reader = _idle.pop()
            if not reader.is_worn:
                return reader
            reader.end()
    return _Reader()


def _give(reader: _Reader) -> None:
    with _guard:
        if not reader.is_worn and len(_idle) < _MOST_READERS:
            _idle.append(reader)
            return
    reader.end()


@atexit.register
def end_all() -> None:
    """End the readers that wait; the next file starts a new one."""
    with _guard:
        while _idle:
            _idle.pop().end()
