"""Random changes to an index, told before and after, so that another process can judge a kill."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rag import Corpus
from rag.embed import Embedder
from rag.load import document_id

_FILES = 8
_SENTENCE = "Note {number} in version {version} says that matter {line} was settled by vote. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: which document each source it touches holds after it ("" for none)."""

    what: str
    after: dict[str, str]


def known_after(
    known: dict[str, str], lines: Sequence[str]
) -> tuple[dict[str, str], Change | None]:
    """What the index surely holds after these lines, and the change that was still open."""
    state = dict(known)
    opened: Change | None = None
    for line in lines:
        if line.strip() == "done" and opened:
            state = {s: k for s, k in {**state, **opened.after}.items() if k}
            opened = None
        else:
            opened = Change(**json.loads(line))
    return state, opened


def run_changes(folder: Path, embedder: Embedder, seed: int, pipe: int) -> None:
    """Change the index until somebody stops it; tells each change before and after."""
    chance = random.Random(seed)
    notes = folder / "notes"
    notes.mkdir(exist_ok=True)
    with Corpus.open(folder / "home", empty=True) as corpus:
        corpus._index.models._embedder = embedder
        while True:
            what = chance.choice(["add", "add", "change", "rename", "remove", "folder"])
            _change(corpus, notes, what, chance, pipe)


def _change(corpus: Corpus, notes: Path, what: str, chance: random.Random, pipe: int) -> None:
    path = notes / f"{chance.randrange(_FILES)}.txt"
    source = str(path.resolve())
    held = {info.source: info.id for info in corpus._index.store.sources().values()}
    if what in {"add", "change"}:
        text = _text(path, chance)
        path.write_text(text)
        _tell(pipe, Change(what=what, after={source: document_id(text)}))
        corpus.add(path)
    elif what == "folder":
        texts = {notes / f"{n}.txt": _text(notes / f"{n}.txt", chance) for n in range(_FILES)}
        for one, text in texts.items():
            one.write_text(text)
        files = {str(one.resolve()): document_id(one.read_text()) for one in notes.iterdir()}
        gone = {one: "" for one in held if one not in files}
        _tell(pipe, Change(what=what, after=files | gone))
        corpus.mirror(notes)
    elif what == "rename" and source in held and path.exists():
        new = notes / f"moved-{path.name}"
        path.replace(new)
        key = document_id(new.read_text())
        after = {str(new.resolve()): key} | ({source: ""} if held[source] == key else {})
        _tell(pipe, Change(what=what, after=after))
        corpus.add(new)
    elif what == "remove" and source in held:
        key = held[source]
        after = {one: "" for one, other in held.items() if other == key}
        _tell(pipe, Change(what=what, after=after))
        corpus.remove(key)
    else:
        return
    os.write(pipe, b"done\n")


def _text(path: Path, chance: random.Random) -> str:
    version = chance.randrange(10**6)
    lines = range(chance.choice([3, 30, 300]))
    return "".join(_SENTENCE.format(number=path.stem, version=version, line=line) for line in lines)


def _tell(pipe: int, change: Change) -> None:
    os.write(pipe, json.dumps(asdict(change)).encode() + b"\n")
