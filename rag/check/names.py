"""Whether the quotes hold the names of a sentence: inflected, abbreviated, without accents."""

from __future__ import annotations

from collections.abc import Sequence

from rag.check.forms import ALIASES, akin, initials
from rag.check.proper import MAKERS, WORD, Piece, is_common, plain, runs
from rag.check.verdict import Finding

_TITLES = frozenset(
    """president minister prime king queen general sir dr prof professor mr mrs ms chairman leader
    secretary pope saint emperor prince princess lord lady captain colonel major marshal chief
    foreign defence defense deputy vice senator judge supreme state chancellor governor mayor
    ambassador i mr. mrs. dr. government army navy war""".split()
)
_ROMANS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
ONLY_ASKED = ", only the question has"
"""How a finding goes on where the name was taken from the question."""
_NUMERALS = {"1": "first one", "2": "second two", "3": "third three", "4": "fourth four"}


class Names:
    """The words of some quotes, ready to be asked for names."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._order = [
            plain(part)
            for text in texts
            for word in WORD.findall(text)
            for part in ([word] if "-" not in word else [*word.split("-"), word])
        ]
        self._words = set(self._order) | {word.replace("-", "") for word in self._order}
        self._initials = initials(texts)
        self._joined = {a + b for a, b in zip(self._order, self._order[1:], strict=False)}

    def holds(self, run: Sequence[Piece]) -> str | None:
        """None where the quotes hold the name; else the word of it that is missing."""
        if len(run) > 1 and self._abbreviated(run):
            return None
        together = "".join(piece.plain for piece in run)
        if together in self._words or any(
            together in group and (group & (self._words | self._joined)) for group in ALIASES
        ):
            return None
        for place, piece in enumerate(run):
            low = piece.plain
            if len(run) > 1 and low in _TITLES:
                continue
            if not self.has(piece.word):
                return None if low in _TITLES and is_common(piece.word) else piece.word
            makes = low in MAKERS and place + 1 < len(run)
            if makes and not self._near(low, run[place + 1].plain):
                return f"{piece.word} {run[place + 1].word}"
        return None

    def has(self, word: str) -> bool:
        """Whether one word stands in the quotes in some form."""
        low = plain(word)
        if low in self._words or low.replace("-", "") in self._words or low in self._joined:
            return True
        if "-" in low:
            parts = [part for part in low.split("-") if part]
            return bool(parts) and all(
                (part.isdigit() and part in self._words) or self.has(part) for part in parts
            )
        if low in _ROMANS and (word.isupper()):
            number = _ROMANS[low]
            if {number, *_NUMERALS.get(number, "").split()} & self._words:
                return True
        if word.isupper() and len(low) >= 2 and low in self._initials:
            return True
        groups = [group for group in ALIASES if low in group or low.rstrip("s") in group]
        if any(group & (self._words | self._joined) for group in groups):
            return True
        return any(akin(low, other) for other in self._words)

    def _near(self, first: str, second: str) -> bool:
        for place, word in enumerate(self._order):
            if word == first or akin(word, first):
                after = self._order[place + 1 : place + 4]
                if any(other == second or akin(other, second) for other in after):
                    return True
        return False

    def _abbreviated(self, run: Sequence[Piece]) -> bool:
        letters = "".join(piece.plain[:1] for piece in run)
        return len(letters) > 1 and letters in self._words and len(letters) == len(run)


def wrong_names(
    sentence: str, quotes: Sequence[str], context: Sequence[str] = (), question: str = ""
) -> list[Finding]:
    """A finding for each name of the sentence that neither quotes nor their context hold."""
    held = Names([*quotes, *context])
    found = []
    for run in runs(sentence):
        missing = held.holds(run)
        if missing is None:
            continue
        asked = question and Names([question]).has(missing.split()[0])
        words = sentence[run[0].start : run[-1].end]
        message = f'the quotes have no "{missing}"' + (ONLY_ASKED if asked else "")
        found.append(Finding("name", words, message))
    return found
