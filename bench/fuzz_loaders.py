"""Damage real files of every kind at random, read them, and report what became of it.

    python -m bench.fuzz_loaders --minutes 10 --seed 1

Each file is cut, its bits flipped, parts of it doubled, emptied or swapped with another file's;
of a zip one member alone, or its XML given entities that multiply or ten thousand nested tags.
A loader may read it or refuse it in a line. What counts against it: a crash of the reader
process, a hang, an error that isn't a `FileProblem`, memory, places that don't fit the text.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rag import FileProblem
from rag.chunk import chunk
from rag.load import load, readable_files, worker

FILES = Path(__file__).parent.parent / "tests" / "rag" / "load" / "files"
SECONDS = 20.0
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l1 "lol">{LAUGHS}]>'.encode()
NESTED = b"<a>" * 10_000 + b"deep" + b"</a>" * 10_000
PDF_WORDS = (b"/Kids", b"/Length", b"/Type", b"/Parent", b"obj", b"endobj", b"stream", b"/Count")
Damage = Callable[[random.Random, bytes], bytes]


def cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 20, 200))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def double(chance: random.Random, content: bytes) -> bytes:
    start, end = _stretch(chance, content)
    return content[:end] + content[start:end] * chance.choice((1, 2, 50)) + content[end:]


def empty(chance: random.Random, content: bytes) -> bytes:
    start, end = _stretch(chance, content)
    filler = chance.choice((b"\x00", b"\xff", b" ", b"<", b"9"))
    return content[:start] + filler * (end - start) + content[end:]


def drop(chance: random.Random, content: bytes) -> bytes:
    start, end = _stretch(chance, content)
    return content[:start] + content[end:]


def number(chance: random.Random, content: bytes) -> bytes:
    """A number of the file made very large, or another one: sizes, counts, references."""
    places = [place for place, byte in enumerate(content[:200_000]) if 48 <= byte <= 57]
    if not places:
        return content
    place = chance.choice(places)
    new = chance.choice((b"99999999", b"-1", b"0", b"2147483648", b"1", b"2", b"3"))
    return content[:place] + new + content[place + 1 :]


def swap_words(chance: random.Random, content: bytes) -> bytes:
    """One of PDF's words in place of another, so that objects point where they shouldn't."""
    old, new = chance.choice(PDF_WORDS), chance.choice(PDF_WORDS)
    return content.replace(old, new, chance.choice((1, 2, -1)))


def xml_bomb(chance: random.Random, content: bytes) -> bytes:
    return BOMB + content.partition(b"?>")[2].replace(b"</", b"&l9;</", 1)


def nest(chance: random.Random, content: bytes) -> bytes:
    place = content.find(b"><", chance.randrange(len(content) + 1)) + 1
    return content[:place] + NESTED + content[place:]


PLAIN: tuple[Damage, ...] = (cut, flip, double, empty, drop, number, swap_words, nest)
IN_ZIP: tuple[Damage, ...] = (cut, flip, double, empty, drop, number, xml_bomb, nest)


def damaged(chance: random.Random, content: bytes) -> bytes:
    """The file after one to three kinds of damage."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        if content.startswith(b"PK") and chance.random() < 0.7:
            content = _damage_member(chance, content)
        else:
            content = chance.choice(PLAIN)(chance, content)
    return content


def _damage_member(chance: random.Random, content: bytes) -> bytes:
    """Damage one member of a zip, so that what is inside reaches its parser."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", 8) as new:
            infos = old.infolist()
            chosen = chance.choice(infos).filename
            for info in infos:
                member = old.read(info)
                is_chosen = info.filename == chosen
                new.writestr(info, chance.choice(IN_ZIP)(chance, member) if is_chosen else member)
    except Exception:
        return flip(chance, content)
    return made.getvalue()


def _stretch(chance: random.Random, content: bytes) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 4, 64, 1024, 8192)))


@dataclass(slots=True)
class Tally:
    """What became of the damaged files."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: float = 0.0
    bad: list[str] = field(default_factory=list)

    def add(self, kind: str, outcome: str, seconds: float) -> None:
        self.outcomes[kind, outcome] += 1
        self.slowest = max(self.slowest, seconds)


def read_one(path: Path, tally: Tally) -> str:
    """Read a damaged file as `footnote add` would; gives how it went."""
    begun = time.perf_counter()
    outcome = "read"
    try:
        for one in readable_files(path)[0]:
            document = load(one)
            passages = chunk(document)
            if "".join(passage.text for passage in passages) != document.text:
                outcome = "BAD: passages don't tile the text"
    except FileProblem as problem:
        words = str(problem)
        outcome = "refused"
        if "broke the reader" in words:
            outcome = "reader crashed, refused"
        elif "took longer" in words:
            outcome = "too slow, refused"
        elif "more memory" in words:
            outcome = "too much memory, refused"
        if "\n" in words:
            outcome = "BAD: more than one line"
    except Exception as error:
        outcome = f"BAD: {type(error).__name__}: {error}"[:200]
    tally.add(path.suffix, outcome, time.perf_counter() - begun)
    return outcome


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="where files that count against a loader go")
    given = options.parse_args()
    chance = random.Random(given.seed)
    worker.SECONDS = SECONDS
    sources = sorted(path for path in FILES.iterdir() if path.name != "README.md")
    tally = Tally()
    end = time.monotonic() + 60 * given.minutes
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            source = chance.choice(sources)
            content = damaged(chance, source.read_bytes())
            path = Path(folder) / f"damaged{source.suffix}"
            path.write_bytes(content)
            outcome = read_one(path, tally)
            if outcome not in {"read", "refused"}:
                _note(tally, given.keep, f"{source.name}: {outcome}", path, content)
            if [one.name for one in Path(folder).iterdir()] != [path.name]:
                tally.bad.append(f"{source.name}: something was written beside the file")
            path.unlink()
        report(tally)


def _note(tally: Tally, keep: Path | None, line: str, path: Path, content: bytes) -> None:
    tally.bad.append(line)
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{len(tally.bad):04d}{path.suffix}").write_bytes(content)


def report(tally: Tally) -> None:
    """Print a row for each kind and outcome, then what counts against the loaders."""
    for (kind, outcome), count in sorted(tally.outcomes.items()):
        print(f"{kind or 'none':>6}  {outcome:40}  {count:>7,}")
    whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    worker.end_all()
    readers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    total = sum(tally.outcomes.values())
    print(f"{total:,} files; slowest {tally.slowest:.1f} s; ", end="")
    print(f"most memory: readers {readers:,.0f} MB, this process {whole:,.0f} MB")
    for line in tally.bad:
        print(line)


if __name__ == "__main__":
    main()
