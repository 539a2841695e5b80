"""English verbs' forms from WordNet's files, for training and measuring only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

_VOWELS = "aeiou"
_MARKED = frozenset("been being had has done is are was were am be have do did does".split())


@dataclass(slots=True, kw_only=True)
class Verbs:
    """Base forms, and which irregular form belongs to which."""

    bases: set[str] = field(default_factory=set)
    irregular: dict[str, str] = field(default_factory=dict)
    """Irregular form → base."""
    pasts: dict[str, str] = field(default_factory=dict)
    """Base → its irregular past."""

    def base_of_past(self, word: str) -> str | None:
        """The base of a past form ("sold" → "sell"); None where it is none."""
        if word in _MARKED:
            return None
        if word in self.irregular and not word.endswith(("ing", "s")):
            return self.irregular[word]
        if not word.endswith("ed") or len(word) < 5:
            return None
        stems = (word[:-1], word[:-2], word[:-3] + "y" if word.endswith("ied") else "")
        doubled = (word[:-3],) if word[-3] == word[-4] else ()
        return next((stem for stem in (*doubled, *stems) if stem in self.bases), None)

    def past(self, base: str) -> str:
        """The past of a base form."""
        if base in self.pasts:
            return self.pasts[base]
        if base.endswith("e"):
            return base + "d"
        if base.endswith("y") and base[-2:-1] not in _VOWELS:
            return base[:-1] + "ied"
        return base + "ed"


def load(folder: Path) -> Verbs:
    """The verbs of WordNet 3.x in `folder`; none where its files aren't there."""
    verbs = Verbs()
    if not (folder / "index.verb").is_file():
        return verbs
    for line in (folder / "index.verb").read_text(encoding="utf-8").splitlines():
        lemma = line.split(" ", 1)[0]
        if lemma.isalpha():
            verbs.bases.add(lemma)
    for line in (folder / "verb.exc").read_text(encoding="utf-8").splitlines():
        form, base, *_ = line.split()
        if form.isalpha() and base in verbs.bases and form != base:
            verbs.irregular.setdefault(form, base)
            if not form.endswith(("ing", "s", "n")):
                verbs.pasts.setdefault(base, form)
    return verbs
