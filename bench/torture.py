"""Kill the program while it changes an index, again and again: `make torture`.

    python -m bench.torture [--kills 300] [--seed 1] [--volume 10]

A child adds, changes, renames and removes files, for everyone and for groups, and moves them from
one audience to another; at a random moment, also while the index is being opened, it gets SIGKILL.
Then another child opens the index and looks at everything. Each document has to be whole or absent,
and with one audience: that of before or the new one. What was reported done has to be there, nobody
may see or find what isn't theirs, and the texts, the words and the kept copy have to agree. The
model is loaded once and every child is forked from there. With --volume the passages lie in volumes
of so many, so that documents lie in several and many are begun.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.changes import Change, Held, known_after, run_changes
from bench.whole import look
from rag.embed import Embedder

_LONGEST = 1.6
"""A child lives so many seconds at most; opening takes about a fifth of that."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--volume", type=int)
    options = parser.parse_args()
    if options.volume:
        os.environ["FOOTNOTE_VOLUME_PASSAGES"] = str(options.volume)
    embedder = Embedder.load(threads=1)
    with tempfile.TemporaryDirectory() as folder:
        return torture(Path(folder), embedder, options.kills, options.seed)


def torture(folder: Path, embedder: Embedder, kills: int, seed: int) -> int:
    """Kill so many times; prints figures, gives 1 where something was lost."""
    chance = random.Random(seed)
    known: dict[str, Held] = {}
    interrupted: Counter[str] = Counter()
    begun = time.monotonic()
    for number in range(kills):
        work = partial(run_changes, folder, embedder, chance.randrange(2**32))
        lines = _killed(work, chance.uniform(0, _LONGEST))
        known, open_change = known_after(known, lines)
        interrupted[open_change.what if open_change else "opening"] += 1
        seen, problems = _seen(folder, embedder)
        problems += _lost(known, open_change, seen)
        if problems:
            print(f"kill {number}: {'; '.join(problems)}", flush=True)
            return 1
        known = seen
        if (number + 1) % 25 == 0:
            print(f"{number + 1} kills, nothing lost", flush=True)
    minutes = (time.monotonic() - begun) / 60
    print(f"{kills} kills in {minutes:.0f} min, nothing lost; killed while " + _told(interrupted))
    return 0


def _told(interrupted: Counter[str]) -> str:
    return ", ".join(f"{what}: {number}" for what, number in interrupted.most_common())


def _lost(known: dict[str, Held], change: Change | None, seen: dict[str, Held]) -> list[str]:
    """What isn't as it should be: a source may be as it was, or as the open change leaves it."""
    allowed = {source: {key} for source, key in known.items()}
    for source, after in (change.after if change else {}).items():
        allowed.setdefault(source, {""}).add(after)
    return [
        f"{source} is {seen.get(source)}, not one of {allowed.get(source)}"
        for source in sorted(allowed.keys() | seen.keys())
        if seen.get(source, "") not in allowed.get(source, set())
    ]


def _killed(work: Callable[[int], None], seconds: float) -> list[str]:
    """Run work in a child and kill it after so long; gives the lines that it wrote."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _or_die(lambda: work(into))
    os.close(into)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(out) as file:
        lines = file.read().splitlines(keepends=True)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"a child ended by itself: {lines[-1:]}")
    return [line for line in lines if line.endswith("\n")]


def _seen(folder: Path, embedder: Embedder) -> tuple[dict[str, Held], list[str]]:
    """What a fresh process finds in the index, as `look` tells it."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _or_die(lambda: os.write(into, json.dumps(look(folder, embedder)).encode()))
    os.close(into)
    with os.fdopen(out) as file:
        printed = file.read()
    _, status = os.waitpid(child, 0)
    if status:
        return {}, ["the index doesn't open, or can't be asked"]
    found, problems = json.loads(printed)
    return found, problems


def _or_die(work: Callable[[], object]) -> None:
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
