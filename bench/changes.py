"""Random changes to an index, told before and after, so that another process can judge a kill."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from rag import Corpus
from rag.embed import Embedder
from rag.load import document_id

Held: TypeAlias = str
"""What a source holds: its document, and who may see it, as ``a1b2@board``; "" for nothing."""
AUDIENCES = ("", "board", "staff", "board staff")
"""Whom documents are for; the first is everyone."""
WHAT = ("add", "add", "change", "rename", "remove", "folder", "move", "move")
_FILES = 8
_SENTENCE = "Note {number} in version {version} says that matter {line} was settled by vote. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: what each source it touches holds after it."""

    what: str
    after: dict[str, Held]


def held(document: str, groups: str) -> Held:
    """What a source holds that has a document for these groups."""
    return f"{document}@{groups}"


def known_after(
    known: dict[str, Held], lines: Sequence[str]
) -> tuple[dict[str, Held], Change | None]:
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
    notes = folder / "notes"
    notes.mkdir(exist_ok=True)
    with Corpus.open(folder / "home", empty=True) as corpus:
        corpus._index.models._embedder = embedder
        changes = _Changes(corpus, notes, random.Random(seed), pipe)
        while True:
            changes.one()


@dataclass(frozen=True, slots=True)
class _Changes:
    corpus: Corpus
    notes: Path
    chance: random.Random
    pipe: int

    def one(self) -> None:
        """Make one change, if there is anything to do for it."""
        what = self.chance.choice(WHAT)
        path = self.notes / f"{self.chance.randrange(_FILES)}.txt"
        if what in {"add", "change"}:
            path.write_text(self._text(path))
            self._add(what, path, self.chance.choice(AUDIENCES))
        elif what == "folder":
            self._mirror()
        elif (before := self._sources().get(str(path.resolve()))) is None:
            return
        elif what == "remove":
            self._remove(before[0])
        elif what == "move" and path.exists():
            self._add(what, path, self.chance.choice([a for a in AUDIENCES if a != before[1]]))
        elif what == "rename" and path.exists():
            self._rename(path, before)
        else:
            return
        os.write(self.pipe, b"done\n")

    def _sources(self) -> dict[str, tuple[str, str]]:
        """The document of each source, and whom it is for."""
        shelves = self.corpus._index.shelves.seen_by(None)
        infos = [info for shelf in shelves for info in shelf.store.sources().values()]
        return {info.source: (info.id, " ".join(info.groups)) for info in infos}

    def _add(self, what: str, path: Path, groups: str, gone: Sequence[str] = ()) -> None:
        after = {str(path.resolve()): held(document_id(path.read_text()), groups)}
        self._tell(what, dict.fromkeys(gone, "") | after)
        self.corpus.add(path, groups=groups.split())

    def _rename(self, path: Path, before: tuple[str, str]) -> None:
        new = path.with_name(f"moved-{path.name}")
        path.replace(new)
        same = document_id(new.read_text()) == before[0]
        self._add("rename", new, before[1], gone=[str(path.resolve())] if same else [])

    def _remove(self, key: str) -> None:
        self._tell(
            "remove", {one: "" for one, (other, _) in self._sources().items() if other == key}
        )
        self.corpus.remove(key)

    def _mirror(self) -> None:
        for number in range(_FILES):
            path = self.notes / f"{number}.txt"
            path.write_text(self._text(path))
        groups = self.chance.choice(AUDIENCES)
        files = {
            str(one.resolve()): held(document_id(one.read_text()), groups)
            for one in self.notes.iterdir()
        }
        gone = {one: "" for one in self._sources() if one not in files}
        self._tell("folder", files | gone)
        self.corpus.mirror(self.notes, groups=groups.split())

    def _text(self, path: Path) -> str:
        version = self.chance.randrange(10**6)
        lines = range(self.chance.choice([3, 30, 300]))
        return "".join(
            _SENTENCE.format(number=path.stem, version=version, line=line) for line in lines
        )

    def _tell(self, what: str, after: dict[str, Held]) -> None:
        change = Change(what=what, after=after)
        os.write(self.pipe, json.dumps(asdict(change)).encode() + b"\n")
