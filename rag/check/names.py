"""Whether the quotes hold the names of a sentence: inflected, abbreviated, without accents.

A name is a word with a capital that isn't only the sentence's first, or a word of letters and
digits. A first word counts as a name unless `common.txt` knows it as an ordinary word (stems
that SQuAD's paragraphs write mostly in lower case).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.check.numerals import DIGITLESS, ORDINALS
from rag.check.verdict import Finding
from rag.terms import STOP_WORDS, terms

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[-'’.&]\w+)*")
_JOIN = re.compile(r"[ \u00a0]+(?:(?:of|de|von|van|al|bin|la|le|du|der|y)[ ]+)?(?:the[ ]+)?|-")
_TITLES = frozenset(
    """president minister prime king queen general sir dr prof professor mr mrs ms chairman leader
    secretary pope saint emperor prince princess lord lady captain colonel major marshal chief
    foreign defence defense deputy vice senator judge supreme state chancellor governor mayor
    ambassador i mr. mrs. dr. government army navy war""".split()
)
_MAKERS = frozenset(
    """north south east west northern southern eastern western new united central upper lower
    great red black white middle""".split()
)
_FUNCTION = STOP_WORDS.union(
    """after before since while although though because during under over between among through
    however moreover additionally furthermore therefore thus both each every many most several
    few all no none some any another other these those such only even still also yet once until
    unless despite instead according overall finally later earlier today recently""".split(),
    DIGITLESS,
    ORDINALS,
)
_ROMANS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_NUMERALS = {"1": "first one", "2": "second two", "3": "third three", "4": "fourth four"}
_ALIASES = (
    {"us", "usa", "america", "american", "unitedstates", "washington's"},
    {"uk", "britain", "british", "unitedkingdom"},
    {"france", "french"}, {"netherlands", "dutch", "holland"}, {"wales", "welsh"},
    {"switzerland", "swiss"}, {"norway", "norwegian"}, {"denmark", "danish", "dane"},
    {"greece", "greek"}, {"turkey", "turkish", "turk"}, {"spain", "spanish", "spaniard"},
    {"poland", "polish", "pole"}, {"sweden", "swedish", "swede"}, {"scotland", "scottish", "scot"},
    {"ireland", "irish"}, {"england", "english"}, {"germany", "german"}, {"thailand", "thai"},
    {"finland", "finnish", "finn"}, {"philippines", "filipino", "philippine"}, {"china", "chinese"},
    {"dprk", "northkorea", "northkorean"}, {"rok", "southkorea", "southkorean"},
    {"ussr", "sovietunion", "soviet"}, {"peru", "peruvian"}, {"iraq", "iraqi"},
    {"portugal", "portuguese"}, {"israel", "israeli"}, {"norman", "normandy"}, {"jew", "jewish"},
    {"celt", "celtic"}, {"hungary", "hungarian"}, {"burma", "burmese"}, {"taiwan", "taiwanese"},
)  # fmt: skip
_DEMONYMS = (
    ("a", "an"), ("a", "ans"), ("", "n"), ("", "an"), ("", "ian"), ("e", "ian"), ("e", "an"),
    ("y", "ian"), ("y", "an"), ("", "ese"), ("a", "ese"), ("", "ish"), ("", "i"), ("", "ic"),
    ("", "ist"), ("ia", "ian"), ("o", "an"), ("a", "ic"), ("", "er"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    word: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return plain(self.word)


def plain(word: str) -> str:
    """A word without case, accents, possessive and dots."""
    bare = re.sub(r"['’]s?$", "", word)
    folded = unicodedata.normalize("NFKD", bare.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c) and c not in ".'’")


@cache
def common_stems() -> frozenset[str]:
    """Stems of words that English writes without a capital."""
    return frozenset((files("rag.check") / "common.txt").read_text(encoding="utf-8").split())


def is_common(word: str) -> bool:
    """Whether a word is an ordinary one, which a capital alone doesn't make a name."""
    low = plain(word)
    return low in _FUNCTION or all(stem in common_stems() for stem in terms(low))


def runs(sentence: str) -> list[list[_Piece]]:
    """The names of a sentence, each as its words."""
    pieces = [_Piece(m.group(), m.start(), m.end()) for m in _WORD.finditer(sentence)]
    lettered = [one for one in pieces if one.word[0].isalpha()]
    capitals = sum(one.word[0].isupper() for one in lettered)
    shouted = len(lettered) > 5 and capitals > 0.75 * len(lettered)
    found: list[list[_Piece]] = []
    last: _Piece | None = None
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        if not _is_name(piece, sentence, following, shouted=shouted):
            continue
        if last is not None and _JOIN.fullmatch(sentence[last.end : piece.start]):
            found[-1].append(piece)
        else:
            found.append([piece])
        last = piece
    return found


def _is_name(piece: _Piece, sentence: str, following: _Piece | None, *, shouted: bool) -> bool:  # noqa: PLR0911 - a way out a kind
    word = piece.word
    letters = any(letter.isalpha() for letter in word)
    if not letters or not any(letter.isupper() for letter in word):
        return (
            letters
            and any(c.isdigit() for c in word)
            and "-" in word
            and word[0].isalpha()
            and len(word) < 8
        )
    if re.fullmatch(r"\d[\d.,]*(?:[KkMm]|bn|st|nd|rd|th|s)?|(?:US)\$?", word) and word[0].isdigit():
        return False
    low = plain(word)
    if not low or low in _MONTHS_AND_I or (low in _FUNCTION and not word.isupper()):
        return False
    if shouted:
        return not is_common(word)
    first = _starts_sentence(sentence, piece.start) and word[1:].lower() == word[1:]
    if not first or not is_common(word):
        return True
    if following is None or low not in _MAKERS:
        return False
    return following.word[0].isupper() and sentence[piece.end : following.start] == " "


_MONTHS_AND_I = frozenset(
    """i january february march april may june july august september october november december
    a the""".split()
)


def _starts_sentence(sentence: str, start: int) -> bool:
    before = sentence[:start].rstrip(" \t\n\"'“‘([*#>-•")
    return not before or before[-1] in ".!?:;\n"


class Names:
    """The words of some quotes, ready to be asked for names."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._order = [
            plain(part)
            for text in texts
            for word in _WORD.findall(text)
            for part in ([word] if "-" not in word else [*word.split("-"), word])
        ]
        self._words = set(self._order) | {word.replace("-", "") for word in self._order}
        self._initials = _initials(texts)
        self._joined = {a + b for a, b in zip(self._order, self._order[1:], strict=False)}

    def holds(self, run: Sequence[_Piece]) -> str | None:
        """None where the quotes hold the name; else the word of it that is missing."""
        if len(run) > 1 and self._abbreviated(run):
            return None
        together = "".join(piece.plain for piece in run)
        if together in self._words or any(
            together in group and (group & (self._words | self._joined)) for group in _ALIASES
        ):
            return None
        for place, piece in enumerate(run):
            low = piece.plain
            if len(run) > 1 and low in _TITLES:
                continue
            if not self.has(piece.word):
                return None if low in _TITLES and is_common(piece.word) else piece.word
            makes = low in _MAKERS and place + 1 < len(run)
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
        groups = [group for group in _ALIASES if low in group or low.rstrip("s") in group]
        if any(group & (self._words | self._joined) for group in groups):
            return True
        return any(_akin(low, other) for other in self._words)

    def _near(self, first: str, second: str) -> bool:
        for place, word in enumerate(self._order):
            if word == first or _akin(word, first):
                after = self._order[place + 1 : place + 4]
                if any(other == second or _akin(other, second) for other in after):
                    return True
        return False

    def _abbreviated(self, run: Sequence[_Piece]) -> bool:
        initials = "".join(piece.plain[:1] for piece in run)
        return len(initials) > 1 and initials in self._words and len(initials) == len(run)


def _initials(texts: Sequence[str]) -> set[str]:
    found = set()
    for text in texts:
        for run in re.findall(r"(?:[A-Z][\w'’-]*(?:\s+(?:of|the|and|for)\b)*\s*){2,}", text):
            letters = [word[0].lower() for word in run.split() if word[0].isupper()]
            for start in range(len(letters)):
                for end in range(start + 2, len(letters) + 1):
                    found.add("".join(letters[start:end]))
    return found


def _akin(one: str, other: str) -> bool:
    """Whether two words are one name in two forms: plural, or a country and its people."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or short[:3] != long[:3]:
        return False
    if long in (short + "s", short + "es") or (short.endswith("y") and long == short[:-1] + "ies"):
        return True
    for here, there in _DEMONYMS:
        for a, b in ((one, other), (other, one)):
            stem = a.removesuffix(here)
            if a.endswith(here) and len(stem) >= 3 and b in (stem + there, stem + there + "s"):
                return True
    return False


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
        message = f'the quotes have no "{missing}"' + (", only the question has" if asked else "")
        found.append(Finding("name", words, message))
    return found
