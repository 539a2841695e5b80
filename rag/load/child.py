"""The reader process: it parses files that nobody vouches for, so that no other has to.

`rag.load.worker` starts it and speaks with it over its standard input and output: a line of
JSON that says how many bytes follow, then these, both ways. Nothing that comes back from here
is ever executed.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from rag.errors import FileProblem
from rag.load.reading import Reading
from rag.load.unzip import check_zip

MEMORY = 2 * 1024**3
"""How many bytes of address space the process may take."""
_DAMAGED = "open it in the program that made it and save it anew"


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["length"])
        _allow(request["seconds"])
        head, body = answer(request, content)
        head["length"] = len(body)
        replies.write(json.dumps(head).encode() + b"\n" + body)
        replies.flush()
        del content, body


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """What became of one request: a head of JSON values, and bytes; a head may be a problem."""
    try:
        if content.startswith(b"PK\x03\x04"):
            _check_zip(content)
        module, name = request["call"].split(":")
        found = getattr(import_module(module), name)(content, **request["options"])
    except FileProblem as problem:
        return {"problem": str(problem)}, b""
    except ImportError as error:
        package = (error.name or "a package").split(".")[0]
        return {"problem": f"reading it needs {package}: pip install {package}"}, b""
    except MemoryError:
        return {"problem": "reading it takes more memory than a file may: split it"}, b""
    except RecursionError:
        return {"problem": f"it is nested too deeply to be read: {_DAMAGED}"}, b""
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # libraries written in Rust panic with a kind of their own
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        return {"problem": f"it is damaged ({reason}): {_DAMAGED}"}, b""
    return pack(found) if isinstance(found, Reading) else found


def pack(reading: Reading) -> tuple[dict[str, Any], bytes]:
    """A reading as a head and bytes."""
    head = {
        "title": reading.title,
        "note": reading.note,
        "pictures": reading.pictures,
        "landmarks": [[one.start, one.name, one.page, one.kind] for one in reading.landmarks],
    }
    return head, reading.text.encode("utf-8", "replace")


def main() -> None:
    """Serve on the standard streams; whatever a library prints goes nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.dont_write_bytecode = True
    _confine()
    with suppress(BrokenPipeError, KeyboardInterrupt):
        serve(sys.stdin.buffer, replies)


def _check_zip(content: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            check_zip(archive)
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        raise FileProblem(f"it is damaged (its parts can't be told apart): {_DAMAGED}") from None


def _confine() -> None:
    """No file can be written, no core dumped, and memory has an end, where the system can do so."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _allow(seconds: float) -> None:
    """Processor time for one more request, so that a reader whose parent died ends too."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
