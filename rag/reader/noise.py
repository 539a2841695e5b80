"""Training noise: passages reworded while their answers stay findable, questions as people type.

Everything draws from a `random.Random`, so a seed fixes it. Offsets are code points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from rag.reader.numbers import respell
from rag.reader.squad import Range
from rag.reader.wordnet import Words

_PIECE = re.compile(r"\d[\d,.]*\d|\w+|\s+|[^\w\s]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SMALL = frozenset(
    """a an the of in on at to for from by with as is are was were be been being do does did has
    have had and or not that this these those it its he she they his her their them him what which
    who whom whose when where why how i you we me my your our will would can could should may might
    than then there here into about if so no""".split()
)


def rewrite(
    text: str, spans: Sequence[Range], word: Callable[[str], str]
) -> tuple[str, list[Range]]:
    """`text` with each piece replaced by `word(piece)`, and where `spans` now lie."""
    out: list[str] = []
    starts, ends = {}, {}
    length = 0
    for match in _PIECE.finditer(text):
        new = word(match.group())
        for place in range(match.start(), match.end()):
            starts[place] = length
            ends[place + 1] = length + len(new)
        out.append(new)
        length += len(new)
    return "".join(out), [(starts[start], ends[end]) for start, end in spans]


def reword(
    text: str, spans: Sequence[Range], words: Words, random: Random
) -> tuple[str, list[Range]]:
    """A passage in other words, as a careless machine would put it."""
    rate = random.choice((0.1, 0.2, 0.35, 0.5))
    inside = [text[start:end] for start, end in spans]
    spare = (
        {piece for answer in inside for piece in _PIECE.findall(answer)}
        if random.random() < 0.6
        else set()
    )

    def change(piece: str) -> str:
        if piece in spare or random.random() > rate:
            return piece
        if piece[0].isdigit():
            return respell(piece, random)
        return synonym(piece, words, random)

    return rewrite(text, spans, change)


def synonym(word: str, words: Words, random: Random) -> str:
    """Another word for `word`, with its ending put back; `word` itself where none is known."""
    lower = word.lower()
    if lower in SMALL or len(lower) < 3:
        return word
    number = respell(lower, random)
    if number != lower:
        return number
    table = words.broader if random.random() < 0.2 else words.synonyms
    stem, ending = _stem(lower, table)
    if stem is None:
        return word
    new = random.choice(table[stem])
    return _inflect(new, ending)


def sister(word: str, words: Words, random: Random) -> str | None:
    """A word of the same kind with another meaning ("chemist" for "physicist"), or its opposite."""
    return opposite(word, words, random) or _from(words.sisters, word, random)


def opposite(word: str, words: Words, random: Random) -> str | None:
    """A word that means the opposite; None where none is known."""
    return _from(words.opposites, word, random)


def _from(table: dict[str, tuple[str, ...]], word: str, random: Random) -> str | None:
    lower = word.lower()
    if lower in SMALL:
        return None
    stem, ending = _stem(lower, table)
    return None if stem is None else _inflect(random.choice(table[stem]), ending)


def _stem(word: str, table: dict[str, tuple[str, ...]]) -> tuple[str | None, str]:
    if word in table:
        return word, ""
    for ending, stems in (
        ("ies", (word[:-3] + "y",)),
        ("es", (word[:-2],)),
        ("s", (word[:-1],)),
        ("ed", (word[:-2], word[:-1], word[:-3])),
        ("ing", (word[:-3], word[:-3] + "e", word[:-4])),
    ):
        if word.endswith(ending):
            for stem in stems:
                if stem in table:
                    return stem, "s" if ending.endswith("s") else ending
    return None, ""


def _inflect(word: str, ending: str) -> str:
    if not ending or " " in word:
        return word
    if ending != "s" and word.endswith("e"):
        word = word[:-1]
    if ending == "s" and word.endswith(("s", "x", "ch", "sh")):
        ending = "es"
    return word + ending


def ask_plainly(question: str, words: Words, random: Random) -> str:
    """A question as people type it: without a mark, with a slip, clipped, or in other words."""
    if random.random() < 0.4:
        question = question.rstrip("? ")
    kind = random.random()
    if kind < 0.12:
        return _slip(question, random)
    if kind < 0.2:
        kept = [
            word for word in question.split() if word.lower() not in SMALL or random.random() < 0.5
        ]
        return " ".join(kept) or question
    if kind < 0.35:
        return rewrite(question, (), lambda piece: _maybe(piece, words, random))[0]
    return question


def _maybe(piece: str, words: Words, random: Random) -> str:
    if random.random() > 0.25:
        return piece
    return respell(piece, random) if piece[0].isdigit() else synonym(piece, words, random)


def _slip(question: str, random: Random) -> str:
    pieces = question.split(" ")
    long = [i for i, piece in enumerate(pieces) if len(piece) > 4]
    if not long:
        return question
    which = random.choice(long)
    piece = pieces[which]
    at = random.randrange(1, len(piece) - 1)
    pieces[which] = random.choice(
        (
            piece[:at] + piece[at + 1 :],
            piece[:at] + piece[at] + piece[at:],
            piece[:at] + piece[at + 1] + piece[at] + piece[at + 2 :],
            piece[:at] + random.choice(_LETTERS) + piece[at + 1 :],
        )
    )
    return " ".join(pieces)
