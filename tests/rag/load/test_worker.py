"""Reader processes: a parser that hangs, crashes or eats memory costs a line, nothing else."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rag import FileProblem
from rag.load import worker
from rag.load.worker import call

HERE = "tests.rag.load.test_worker"


def sleep(content: bytes) -> None:
    time.sleep(60)


def spin(content: bytes) -> None:
    while True:
        pass


def crash(content: bytes) -> None:
    os.abort()


def eat(content: bytes) -> None:
    assert bytearray(3_000_000_000)


def write(content: bytes) -> None:
    Path(content.decode()).write_text("x" * 100)


def number(content: bytes) -> tuple[dict[str, int], bytes]:
    print("noise of a library")
    return {"process": os.getpid()}, content


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sleep", "longer than 1 seconds"),
        ("spin", "longer than 1 seconds"),
        ("crash", "broke the reader"),
        ("eat", "memory"),
    ],
)
def test_a_bad_reader_is_one_line_and_the_next_file_is_read(name: str, says: str) -> None:
    with pytest.raises(FileProblem, match=says):
        call(f"{HERE}:{name}", b"x", seconds=1.0 if name in {"sleep", "spin"} else 20.0)
    assert call(f"{HERE}:number", b"ok")[1] == b"ok"


def test_a_reader_is_kept_for_the_next_file() -> None:
    first, _ = call(f"{HERE}:number", b"")
    second, body = call(f"{HERE}:number", b"\x00\n" * 1_000_000)
    assert first["process"] == second["process"] != os.getpid()
    assert len(body) == 2_000_000


def test_a_reader_writes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "written"
    with pytest.raises(FileProblem, match="damaged"):
        call(f"{HERE}:write", str(path).encode())
    assert not path.exists() or path.stat().st_size == 0


def test_a_reader_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal\n"
        "from rag.load.worker import call\n"
        f"print(call('{HERE}:number', b'')[0]['process'], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    ).stdout
    for _ in range(100):
        if not Path(f"/proc/{int(printed)}").exists():
            return
        time.sleep(0.05)
    raise AssertionError("the reader outlived its parent")


def test_many_at_once_share_a_few_readers() -> None:
    seen: list[int] = []

    def ask() -> None:
        seen.append(call(f"{HERE}:number", b"")[0]["process"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) <= max(2, os.cpu_count() or 1)
    assert len(worker._idle) <= max(2, os.cpu_count() or 1)
