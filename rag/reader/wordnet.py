"""Synonyms, sister terms and opposites from WordNet's database files, for training noise only.

The format is WordNet's own (wndb(5WN)): `data.POS` holds one synset a line, `index.POS` lists
the synsets of a lemma, most frequent sense first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_PARTS = ("noun", "verb", "adj", "adv")
_SENSES = 4
_SISTERS = 40


@dataclass(slots=True, kw_only=True)
class Words:
    """What may stand for a word. Keys are lower-case lemmas."""

    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    broader: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sisters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opposites: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def keep_sisters(self, common: Collection[str]) -> None:
        """Drops rare sister terms: telling "chemist" from "alidade" teaches a reader nothing."""
        kept = {
            lemma: tuple(word for word in found if word in common)
            for lemma, found in self.sisters.items()
        }
        self.sisters = {lemma: found for lemma, found in kept.items() if found}


@dataclass(frozen=True, slots=True)
class _Synset:
    words: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    opposite: tuple[tuple[int, str, int], ...]


def load(folder: Path) -> Words:
    """Words of WordNet 3.x in `folder`; an empty one where the files aren't there."""
    words = Words()
    for part in _PARTS:
        if (folder / f"data.{part}").is_file():
            _add(words, folder, part)
    return words


def _add(words: Words, folder: Path, part: str) -> None:
    synsets = dict(_synsets(folder / f"data.{part}"))
    for lemma, senses in _senses(folder / f"index.{part}"):
        if "_" in lemma or not lemma.isalpha():
            continue
        own = [synsets[sense] for sense in senses[:_SENSES] if sense in synsets]
        synonyms = {word for synset in own for word in synset.words} - {lemma}
        above = [synsets[up] for synset in own[:2] for up in synset.above if up in synsets]
        broader = {word for synset in above for word in synset.words}
        sisters = {
            word
            for up in above
            for below in up.below[:_SISTERS]
            if below in synsets
            for word in synsets[below].words
        }
        opposites = {
            synsets[place].words[theirs - 1]
            for synset in own
            for mine, place, theirs in synset.opposite
            if place in synsets
            and synset.words[mine - 1] == lemma
            and theirs <= len(synsets[place].words)
        }
        for table, found in (
            (words.synonyms, synonyms),
            (words.broader, broader - synonyms),
            (
                words.sisters,
                {word for word in sisters if " " not in word} - synonyms - broader - {lemma},
            ),
            (words.opposites, opposites),
        ):
            if found:
                table[lemma] = tuple(dict.fromkeys((*table.get(lemma, ()), *sorted(found))))


def _synsets(path: Path) -> Iterator[tuple[str, _Synset]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(" "):
                continue
            cells = line.split(" | ")[0].split()
            count = int(cells[3], 16)
            names = tuple(
                word.split("(")[0].replace("_", " ").lower()
                for word in cells[4 : 4 + 2 * count : 2]
            )
            rest = cells[5 + 2 * count :]
            pointers = [rest[i : i + 4] for i in range(0, 4 * int(cells[4 + 2 * count]), 4)]
            opposite = tuple(
                (int(ends[:2], 16), place, int(ends[2:], 16))
                for kind, place, _, ends in pointers
                if kind == "!" and ends != "0000"
            )
            above = tuple(place for kind, place, _, _ in pointers if kind in ("@", "@i"))
            below = tuple(place for kind, place, _, _ in pointers if kind == "~")
            yield cells[0], _Synset(names, above, below, opposite)


def _senses(path: Path) -> Iterator[tuple[str, list[str]]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(" "):
                continue
            cells = line.split()
            yield cells[0], cells[-int(cells[2]) :]
