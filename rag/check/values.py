"""Whether the quotes hold the numbers and dates of a sentence, however they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from rag.check.quantities import quantities
from rag.check.quantity import Quantity
from rag.check.units import MONEY
from rag.check.verdict import Finding
from rag.terms import terms

_FIRST = re.compile(
    r"\b(?:first|initial|original|earliest|pioneer|begin|began|new|inaugural|maiden)", re.IGNORECASE
)
_PAIR = re.compile(
    r"\b(?:both|pair|couple|twin|twice|double|doubled|second|either)\b", re.IGNORECASE
)
_ZERO = re.compile(r"\b(?:no|none|nil|nobody|nothing|never|without)\b", re.IGNORECASE)
_SINGLE = re.compile(r"\b(?:a|an|one|single|sole|only|once|another|each|1)\b", re.IGNORECASE)
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12}
_ROMANS = re.compile(r"\b(?:II|III|IV|VI|VII|VIII|IX|XI|XII)\b")
_NO_COUNT_AFTER_ONE = re.compile(
    r"\bone(?:\s+(?:of|another|can|could|may|might|must|who|that|would|should)\b|['’]s|[,.;]|$)",
    re.I,
)
_IDIOMS = re.compile(
    r"\bat first\b|\bfirst of all\b|^first(?:ly)?,|\bone day\b|\bfor one\b|\bno one\b"
    r"|\b(?:the|this|that|which|any|every|some|another|each|new|only) one\b|\bsecond(?:ly)?,",
    re.IGNORECASE,
)
_CENTURY = 100


class Held:
    """The numbers of some quotes, ready to be asked for."""

    def __init__(self, quotes: Sequence[str]) -> None:
        self.text = "\n".join(quotes)
        self.found = [one for quote in quotes for one in quantities(quote)]
        self._romans = {Fraction(_ROMAN[word]) for word in _ROMANS.findall(self.text)}
        self._numbers = {one.value for one in self.found if one.sort == "count"}
        self._parts = [one.value for one in self.found if isinstance(one.value, tuple)]

    def holds(self, wanted: Quantity) -> bool:
        """Whether a quote has the number, as what it is."""
        if isinstance(wanted.value, tuple):
            # "2010-11" may be a month or a season: as written it is held either way.
            written = re.escape(wanted.words).replace("\\-", "[-–]")
            if re.search(rf"(?<!\w){written}(?!\w)", self.text, re.IGNORECASE):
                return True
            return any(self._fits(wanted.value, one) for one in self.found)
        if any(self._same(wanted, one) for one in self.found):
            return True
        way = {"count": self._count, "ordinal": self._ordinal, "share": self._share,
               "decade": self._decade, "vague": self._vague}[wanted.sort]  # fmt: skip
        return way(wanted.value)

    def _same(self, wanted: Quantity, one: Quantity) -> bool:
        clash = wanted.unit and one.unit and wanted.unit != one.unit
        money = wanted.unit in MONEY and not one.unit
        return wanted.sort == one.sort and wanted.value == one.value and not clash and not money

    def _fits(self, wanted: tuple[int, int, int], one: Quantity) -> bool:
        """Whether a date of the quotes agrees in all that the sentence's date says."""
        if not isinstance(one.value, tuple):
            return False
        for mine, theirs in zip(wanted, one.value, strict=True):
            if mine and theirs and mine != theirs:
                return False
        missing = [k for k in range(3) if wanted[k] and not one.value[k]]
        # "In 2023, … in June" says June 2023, though not in one breath.
        return not missing or (missing == [0] and Fraction(wanted[0]) in self._numbers)

    def _count(self, value: Fraction) -> bool:
        if any(value == year for year, _, _ in self._parts):
            return True
        if value == 1:
            return _SINGLE.search(self.text) is not None
        if value == 2 and _PAIR.search(self.text):
            return True
        return (value == 0 and _ZERO.search(self.text) is not None) or value in self._romans

    def _ordinal(self, value: Fraction) -> bool:
        if value == 1 and _FIRST.search(self.text):
            return True
        if any(value == day for _, _, day in self._parts) or value in self._romans:
            return True
        return any(
            one.sort == "decade"
            and isinstance(one.value, Fraction)
            and one.value == (value - 1) * _CENTURY
            for one in self.found
        )

    def _share(self, value: Fraction) -> bool:
        shares = [one.value for one in self.found if one.sort == "share"]
        return any(
            abs(value - one) < Fraction(1, 200) and value.denominator < 10
            for one in shares
            if isinstance(one, Fraction)
        )

    def _decade(self, value: Fraction) -> bool:
        years = {*self._numbers, *(Fraction(year) for year, _, _ in self._parts if year)}
        years |= {
            one.value
            for one in self.found
            if one.sort == "decade" and isinstance(one.value, Fraction)
        }
        if value < 100:
            return any(
                isinstance(year, Fraction) and year % 100 // 10 * 10 == value for year in years
            )
        span = 100 if value % 100 == 0 else 10
        return any(
            (isinstance(year, Fraction) and value <= year < value + span) or year == value % 100
            for year in years
        )

    def _vague(self, value: Fraction) -> bool:
        return any(
            one.sort in ("count", "vague")
            and isinstance(one.value, Fraction)
            and value <= one.value < value * 1000
            for one in self.found
        )


def wrong_values(sentence: str, quotes: Sequence[str]) -> list[Finding]:
    """A finding for each number or date of the sentence that no quote holds."""
    held = Held(quotes)
    found = []
    for wanted in quantities(sentence):
        if _said_by_the_way(sentence, wanted):
            continue
        if not held.holds(wanted):
            found.append(Finding("value", wanted.words, _message(wanted, held)))
        elif other := _counts_other(wanted, held):
            message = f'the quotes say {other} of what the sentence counts as "{wanted.words}"'
            found.append(Finding("value", wanted.words, message))
    return found


def spelled_alike(sentence: str, quotes: Sequence[str]) -> str:
    """The sentence with its numbers written as the quotes write them ("half" → "50%")."""
    held = Held(quotes)
    for mine in reversed(quantities(sentence)):
        same = [one for one in held.found if (one.sort, one.value) == (mine.sort, mine.value)]
        if same and all(one.words != mine.words for one in same):
            end = mine.start + len(mine.words)
            sentence = sentence[: mine.start] + same[0].words + sentence[end:]
    return sentence


def _said_by_the_way(sentence: str, wanted: Quantity) -> bool:
    """ "One" as a pronoun, "at first": words that count nothing."""
    if wanted.words.lower() not in ("one", "first", "second", "1"):
        return False
    if wanted.words.lower() == "one" and _NO_COUNT_AFTER_ONE.match(sentence[wanted.start :]):
        return True
    end = wanted.start + len(wanted.words)
    return any(
        idiom.start() <= wanted.start and end <= idiom.end() for idiom in _IDIOMS.finditer(sentence)
    )


def _message(wanted: Quantity, held: Held) -> str:
    other = next(
        (
            one.words
            for one in held.found
            if {one.sort, wanted.sort} == {"count", "ordinal"} and one.value == wanted.value
        ),
        None,
    )
    if other is not None:
        kinds = "counts" if wanted.sort == "count" else "gives a place in an order"
        return f'the quotes say "{other}", which is not what "{wanted.words}" {kinds}'
    alike = [one.words for one in held.found if one.noun and one.noun == wanted.noun]
    return f'the quotes have no "{wanted.words}"' + (f', they say "{alike[0]}"' if alike else "")


def _counts_other(wanted: Quantity, held: Held) -> str | None:
    """The number that quotes give for what the sentence counts, where it is never this one."""
    if wanted.sort != "count" or not wanted.noun:
        return None
    alike = [
        one for one in held.found if one.noun == wanted.noun and one.sort in ("count", "ordinal")
    ]
    if not alike or any(one.sort == "count" and one.value == wanted.value for one in alike):
        return None
    mine = [one for one in held.found if one.sort == "count" and one.value == wanted.value]
    # The number stands in the quotes, but each time before another word.
    if mine and all(one.noun and one.noun != wanted.noun for one in mine):
        beside = {stem for one in mine for stem in terms(one.noun)}
        return None if wanted.noun in beside else alike[0].words
    return alike[0].words if wanted.value == 1 and not mine and alike[0].sort == "ordinal" else None
