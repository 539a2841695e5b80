"""Which words of a sentence are names.

A name is a word with a capital that isn't only the sentence's first, or a word of letters and
digits. A first word counts as a name unless `common.txt` knows it as an ordinary word (stems
that SQuAD's paragraphs write mostly in lower case).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.check.numerals import DIGITLESS, ORDINALS
from rag.terms import STOP_WORDS, terms

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[-'’.&]\w+)*")
_JOIN = re.compile(r"[ \u00a0]+(?:(?:of|de|von|van|al|bin|la|le|du|der|y)[ ]+)?(?:the[ ]+)?|-")
MAKERS = frozenset(
    """north south east west northern southern eastern western new united central upper lower
    great red black white middle""".split()
)
"""What makes another place of the name after it: the south of a land isn't the land."""
_FUNCTION = STOP_WORDS.union(
    """after before since while although though because during under over between among through
    however moreover additionally furthermore therefore thus both each every many most several
    few all no none some any another other these those such only even still also yet once until
    unless despite instead according overall finally later earlier today recently""".split(),
    DIGITLESS,
    ORDINALS,
)
_MONTHS_AND_I = frozenset(
    """i january february march april may june july august september october november december
    a the""".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of a sentence, where it stands."""

    word: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """Without case, accents, possessive and dots."""
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


def runs(sentence: str) -> list[list[Piece]]:
    """The names of a sentence, each as its words."""
    pieces = [Piece(m.group(), m.start(), m.end()) for m in WORD.finditer(sentence)]
    lettered = [one for one in pieces if one.word[0].isalpha()]
    capitals = sum(one.word[0].isupper() for one in lettered)
    shouted = len(lettered) > 5 and capitals > 0.75 * len(lettered)
    found: list[list[Piece]] = []
    last: Piece | None = None
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


def _is_name(piece: Piece, sentence: str, following: Piece | None, *, shouted: bool) -> bool:  # noqa: PLR0911 - a way out a kind
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
    if following is None or low not in MAKERS:
        return False
    return following.word[0].isupper() and sentence[piece.end : following.start] == " "


def _starts_sentence(sentence: str, start: int) -> bool:
    before = sentence[:start].rstrip(" \t\n\"'“‘([*#>-•")
    return not before or before[-1] in ".!?:;\n"
