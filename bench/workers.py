"""One page process with eight askers against two with four each, on the same cores.

    python -m bench.workers [--asks 10] [--rounds 3]

The same questions on the shipped article, quotes alone, warm; the two ways take turns.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
_ASKERS = """
import resource, sys, threading
from pathlib import Path
from rag import Corpus, Settings
home, askers, asks = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
questions = Path("corpus/questions.txt").read_text().split("\\n")[:asks]
corpus = Corpus.open(home)
corpus.warm()
print("ready", flush=True)
sys.stdin.readline()
def ask():
    for question in questions:
        corpus.ask(question)
people = [threading.Thread(target=ask) for _ in range(askers)]
for one in people: one.start()
for one in people: one.join()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)
"""


def timed(folder: Path, processes: int, asks: int) -> tuple[float, int]:
    """Seconds until eight askers have all their answers, and MiB of all processes together."""
    given = [
        [str(folder / f"home-{number}"), str(8 // processes), str(asks)]
        for number in range(processes)
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _ASKERS, *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for arguments in given
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    memory = 0
    for one in running:
        assert one.stdout is not None
        memory += int(one.stdout.readline())
    took = time.perf_counter() - begun
    for one in running:
        one.communicate()
    return took, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asks", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    found: dict[int, list[tuple[float, int]]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as name:
        for _ in range(chosen.rounds):
            for processes, rounds in found.items():
                rounds.append(timed(Path(name), processes, chosen.asks))
    for processes, rounds in found.items():
        took = statistics.median(seconds for seconds, _ in rounds)
        print(
            f"{processes} process{'es'[: 2 * (processes - 1)]}: {8 * chosen.asks} answers in "
            f"{took:.1f} s, {max(memory for _, memory in rounds):,} MiB"
        )


if __name__ == "__main__":
    main()
