"""Numbers and names in the written text that its quotes lack.

Kept apart from what any system checks of itself: this one only reads, it is never shown to the
system. "three,000", "three thousand" and "3,000" are one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.answers import GivenSentence
from evals.scorers.metric import Absent, Metric, Row, Value

_ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_ORDINALS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "score": 20, "dozen": 12, "thousand": 1_000,
    "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
}  # fmt: skip
_VAGUE = frozenset({"one", "zero"})
"""Words that mostly count nothing ("one of them")."""
_PIECE = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:,\d{3})+|[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAME = re.compile(r"^[^\W\d_a-zß-ÿ][^\W\d_]+")


def numbers(text: str) -> set[float]:
    """The numbers that a text names, in digits or words."""
    return set(_numbers(_PIECE.findall(text)))


def names(text: str) -> set[str]:
    """Words with a capital that don't open a sentence, in lower case."""
    found = set()
    for match in _PIECE.finditer(text):
        before = text[: match.start()].rstrip(" \"“”'‘’([")
        opens = not before or before[-1] in ".!?:;\n•"
        if not opens and _NAME.match(match.group()):
            found.add(_bare(match.group()))
    return found


def lacking(sentence: str, quotes: str, question: str) -> set[str]:
    """What a sentence names that the quotes don't; names may come from the question too."""
    known = {_bare(word) for word in _PIECE.findall(f"{quotes} {question}")}
    loose = {f"{number:g}" for number in numbers(sentence) - numbers(quotes)}
    return loose | (names(sentence) - known)


def _numbers(pieces: list[str]) -> Iterator[float]:
    """Read the pieces from left to right; words of one number run on, digits stand alone."""
    total, current, words = 0.0, 0.0, 0
    scaled = vague = False
    for piece in [*pieces, "."]:
        low = piece.lower()
        read, scale = _number(low), _SCALES.get(low.rstrip("s"), 0)
        if words and read is not None and not _runs_on(piece, read, current, scaled):
            yield from () if vague else (total + current,)
            total, current, words = 0.0, 0.0, 0
        if read is not None:
            vague, scaled = not words and low in _VAGUE, False
            current, words = current + read, words + 1
        elif words and scale:
            vague, scaled = False, True
            current *= scale
            if scale >= 1000:
                total, current = total + current, 0.0
        elif words and not (low == "and" and scaled):
            yield from () if vague else (total + current,)
            total, current, words, scaled = 0.0, 0.0, 0, False


def _runs_on(piece: str, read: float, current: float, scaled: bool) -> bool:
    """Whether a piece goes on with the number before it: "twenty" "five", "hundred" "six"."""
    tens = current % 100 >= 20 and current % 10 == 0
    return piece.isalpha() and (scaled or (tens and read < 10))


def _number(piece: str) -> float | None:
    head, _, tail = piece.partition(",")
    if piece[0].isdigit():
        return float(piece.replace(",", ""))
    if tail and head in _ONES:
        return float(f"{_ONES[head]}{tail.replace(',', '')}")
    for table in (_ONES, _TENS, _ORDINALS):
        if piece in table:
            return float(table[piece])
    return None


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.lower())


def _sentences(row: Row) -> tuple[GivenSentence, ...]:
    if row.given.sentences:
        return row.given.sentences
    numbers_cited = tuple(one.number for one in row.given.citations)
    return (GivenSentence(text=row.given.text, citations=numbers_cited),)


def _lacks(row: Row) -> Value:
    if row.given.refused or not row.given.text.strip():
        return Absent.NOT_APPLICABLE
    quotes = {one.number: one.quote for one in row.given.citations}
    for sentence in _sentences(row):
        cited = " ".join(quotes.get(number, "") for number in sentence.citations)
        if lacking(sentence.text, cited, row.case.question):
            return 1.0
    return 0.0


VALUES_LACKING = Metric(
    name="values_lacking",
    title="texts with a value their quotes lack",
    better=-1,
    of=_lacks,
)
