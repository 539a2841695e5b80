"""The numbers of a text, each written one way: "three,000", "3 thousand" and "3000" are 3000.

A quantity is a count, an ordinal, a share (percent or fraction), a date, a decade or a vague
amount ("thousands of"). An ordinal never equals a count: the first of something isn't one of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from rag.check.numerals import DIGITLESS, ONES, SCALES, SHORT, TENS, read_words
from rag.terms import terms

Sort: TypeAlias = Literal["count", "ordinal", "share", "date", "decade", "vague"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sep sept", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DOUBTFUL = frozenset("may march mar jan jun dec".split())
_UNITS = {
    form: unit
    for unit, forms in {
        "$": "$ us$ dollar dollars usd", "€": "€ euro euros eur", "£": "£ sterling gbp",
        "¥": "¥ yen yuan", "won": "won", "km": "km kilometre kilometres kilometer kilometers",
        "mile": "mile miles mi", "m": "metre metres meter meters",
        "kg": "kg kilogram kilograms kilo kilos",
        "tonne": "tonne tonnes ton tons", "feet": "feet foot ft", "hour": "hour hours",
        "minute": "minute minutes", "day": "day days", "week": "week weeks",
        "month": "month months",
        "year": "year years", "second": "seconds",
        "cm": "cm centimetre centimetres centimeter centimeters",
        "mm": "mm millimetre millimetres", "acre": "acre acres", "hectare": "hectare hectares ha",
        "litre": "litre litres liter liters", "degree": "degree degrees °c °f",
    }.items()
    for form in forms.split()
}  # fmt: skip
_MONEY = frozenset("$ € £ ¥ won".split())
_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4,
              "fourth": 4, "fourths": 4,
              "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}  # fmt: skip
_TIMES = {"twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3,
          "tripled": 3, "triples": 3, "thrice": 3,
          "quadrupled": 4, "twofold": 2, "threefold": 3}  # fmt: skip
_VAGUE = {"dozens": 12, "tens": 10, "hundreds": 100, "thousands": 1000, "millions": 10**6,
          "billions": 10**9}  # fmt: skip
_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
            "seventies": 70, "eighties": 80, "nineties": 90}  # fmt: skip
_SMALL = "|".join([*ONES, *TENS])
_TOKEN = re.compile(
    r"(?P<iso>\b\d{4}-(?:0\d|1[0-2])(?:-\d{2})?\b(?!-\d))"
    r"|(?P<slash>\b\d{1,2}/\d{1,2}/\d{4}\b)"
    r"|(?P<clock>\b\d{1,2}:\d{2}\b)"
    r"|(?P<decade>(?<![\w])(?:\d{3}0|['’]\d0)['’]?s\b)"
    r"|(?P<ordinal>\b\d{1,3}(?:,\d{3})*(?:st|nd|rd|th)\b)"
    r"|(?P<code>\b(?!(?:mid|pre|post|early|late|non|the)\b)[A-Za-z]+-?\d[\w-]*"
    r"|\b\d+[A-Za-z]*\d+[A-Za-z]\w*)"
    rf"|(?P<number>(?<![\w.,])(?:\d{{1,3}}|{_SMALL})(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)*)"
    r"(?P<scale>[kKmM]|bn|tn)?(?![A-Za-z])"
    r"|(?P<part>[½⅓⅔¼¾])"
    r"|(?P<sign>US\$|[$€£¥%°])"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<other>[^\w\s])|\d+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number. `value` is exact; a date's is (year, month, day), each 0 where not said."""

    sort: Sort
    value: Fraction | tuple[int, int, int]
    words: str
    start: int
    unit: str = ""
    noun: str = ""
    """The stem of the word that follows, what is counted; "" where none does."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in order."""
    return list(_Scan(text).read())


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = "".join(_plain_digit(letter) for letter in text)
        self.tokens = [
            _Token(match.lastgroup or "other", match.group(), match.start(), match.end())
            for match in _TOKEN.finditer(self.text)
        ]
        self.tokens = [
            _Token("number", one.text, one.start, one.end) if one.kind == "scale" else one
            for one in self.tokens
        ]

    def read(self) -> Iterator[Quantity]:
        at = 0
        while at < len(self.tokens):
            found, used = self._at(at)
            if found is not None:
                yield found
            at += max(used, 1)

    def _at(self, at: int) -> tuple[Quantity | None, int]:  # noqa: PLR0911 - a way out a kind
        token = self.tokens[at]
        if token.kind in ("iso", "slash"):
            return self._written_date(token), 1
        if token.kind == "decade":
            return self._make("decade", _decade(token.text), at, 1), 1
        if token.kind == "part":
            return self._make(
                "share", Fraction(unicodedata.numeric(token.text)).limit_denominator(9), at, 1
            ), 1
        dated = self._date(at)
        if dated is not None:
            return dated
        if token.kind == "ordinal":
            return self._make("ordinal", _digits(token.text[:-2]), at, 1), 1
        if token.kind == "number":
            return self._number(at)
        if token.kind == "word":
            return self._word(at)
        return None, 1

    def _low(self, at: int) -> str:
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def _make(self, sort: Sort, value: Fraction, at: int, used: int, unit: str = "") -> Quantity:
        first, last = self.tokens[at], self.tokens[at + used - 1]
        return Quantity(
            sort=sort,
            value=value,
            words=self.text[first.start : last.end],
            start=first.start,
            unit=unit,
            noun=self._noun(at + used),
        )

    def _noun(self, at: int) -> str:
        """The stem of the next word; the one after an "of" counts too ("two dozen of ships")."""
        word = self._low(at)
        if at < len(self.tokens) and self.tokens[at].kind == "word" and word not in _NO_NOUN:
            return next(iter(terms(word)), "")
        return ""

    def _number(self, at: int) -> tuple[Quantity, int]:
        token = self.tokens[at]
        scale = re.search(r"(?<=\d)(k|m|bn|tn)$", token.low)
        value = _digits(token.text[: scale.start()] if scale else token.text)
        used = 1
        if scale:
            value *= SHORT[scale.group()]
        elif self._low(at + 1) == "/" and self._low(at + 2).isdecimal() and int(self._low(at + 2)):
            return self._make("share", value / int(self._low(at + 2)), at, 3), 3
        while self._low(at + used) in SCALES and "/" not in token.text:
            value *= SCALES[self._low(at + used)]
            used += 1
        return self._with_unit(value, at, used)

    def _with_unit(self, value: Fraction, at: int, used: int) -> tuple[Quantity, int]:
        after = self._low(at + used)
        if after in ("%", "percent", "percentage") or (
            after == "per" and self._low(at + used + 1) == "cent"
        ):
            used += 2 if after == "per" else 1
            return self._make("share", value / 100, at, used), used
        if self._shares_percent(at + used):
            return self._make("share", value / 100, at, used), used
        if self._low(at + used) == "-" and self._low(at + used + 1) in _UNITS:
            after = self._low(at + used + 1)
        before, token = self._low(at - 1), self._low(at)
        unit = (
            _UNITS.get(before, "")
            if before in ("$", "us$", "€", "£", "¥")
            else _UNITS.get(after, "")
        )
        if self._low(at - 1) in ("-", "–", "/") and len(token) == 2 and self._year(at - 2):
            value += self._year(at - 2) // 100 * 100
        return self._make("count", value, at, used, unit), used

    def _shares_percent(self, at: int) -> bool:
        """Whether "and 30 percent" follows, whose unit belongs to this number too."""
        if self._low(at) not in ("and", "to", "-", "–", "or"):
            return False
        if at + 1 >= len(self.tokens) or self.tokens[at + 1].kind != "number":
            return False
        return self._low(at + 2) in ("%", "percent") or (
            self._low(at + 2) == "per" and self._low(at + 3) == "cent"
        )

    def _word(self, at: int) -> tuple[Quantity | None, int]:  # noqa: PLR0911 - a way out a kind
        word, after = self._low(at), self._low(at + 1)
        if word == "half" or (
            word in ("a", "one")
            and after in ("half", "third", "quarter")
            and self._low(at + 2) in ("of", "the", "a", "")
        ):
            used = 1 if word == "half" else 2
            name = word if word == "half" else after
            value = Fraction(1, _FRACTIONS[name])
            if self._low(at + used) in ("a", "-") and self._low(at + used + 1) in SCALES:
                return self._with_unit(value * SCALES[self._low(at + used + 1)], at, used + 2)
            return self._make("share", value, at, used), used
        if word in _VAGUE:
            return self._vague(at)
        if word in _TIMES:
            return self._make("count", Fraction(_TIMES[word]), at, 1), 1
        if word in _DECADES:
            return self._make("decade", Fraction(_DECADES[word]), at, 1), 1
        if word == "no" and after == "." and self._low(at + 2).isdecimal():
            return None, 2
        return self._spelled(at)

    def _vague(self, at: int) -> tuple[Quantity, int]:
        value, used = _VAGUE[self._low(at)], 1
        if self._low(at + 1) == "of" and self._low(at + 2) in _VAGUE:
            value *= _VAGUE[self._low(at + 2)]
            used = 3
        return self._make("vague", Fraction(value), at, used), used

    def _spelled(self, at: int) -> tuple[Quantity | None, int]:
        """Number words: "two hundred and fifty", "twenty-first", "two thirds", "a dozen"."""
        words = [token.low for token in self.tokens[at : at + 14]]
        value, used, ordinal = read_words(words)
        if not used:
            return None, 1
        if ordinal:
            alone = used == 1 and words[0] == "second" and self._low(at - 1) in ("a", "per", "each")
            unit = "century" if self._low(at + used).startswith("centur") else ""
            return (None if alone else self._make("ordinal", value, at, used, unit)), used
        gap = 1 if self._low(at + used) == "-" else 0
        part = self._low(at + used + gap)
        if part in _FRACTIONS and (part.endswith("s") or value == 1) and value < 10:
            return self._make("share", value / _FRACTIONS[part], at, used + gap + 1), used + gap + 1
        return self._with_unit(value, at, used)

    def _date(self, at: int) -> tuple[Quantity, int] | None:
        """A month with the day and year beside it."""
        self.tokens[at]
        day, used = self._day(at)
        used += bool(used) and self._low(at + used) == "of"
        month = self._month(at + used, beside_number=bool(used))
        if not month:
            return None
        used += 1
        used += self._low(at + used) == "." and len(self._low(at + used - 1)) <= 4
        if not day:
            day, more = self._day(at + used)
            used += more
        comma = int(self._low(at + used) in (",", "of"))
        year = self._year(at + used + comma)
        if year:
            used += comma + 1
        first, last = self.tokens[at], self.tokens[at + used - 1]
        words = self.text[first.start : last.end]
        return Quantity(sort="date", value=(year, month, day), words=words, start=first.start), used

    def _month(self, at: int, *, beside_number: bool) -> int:
        word = self._low(at)
        if word not in _MONTHS:
            return 0
        beside = beside_number or bool(re.match(r"\d", self._low(at + 1)))
        beside = beside or (self._low(at + 1) in (",", "of", ".") and bool(self._year(at + 2)))
        if word in _DOUBTFUL and not beside:
            capital = self.tokens[at].text[0].isupper() and at > 0 and word in ("may", "march")
            before = self._low(at - 1)
            if not (
                capital
                and before
                in (
                    "in",
                    "by",
                    "since",
                    "until",
                    "of",
                    "last",
                    "early",
                    "late",
                    "mid",
                    "-",
                    "from",
                    "and",
                    "to",
                )
            ):
                return 0
        return _MONTHS[word]

    def _day(self, at: int) -> tuple[int, int]:
        """A day of a month in digits or words, and how many tokens it takes; 0, 0 if none."""
        low = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", self._low(at))
        if low.isdecimal():
            return (int(low), 1) if len(low) <= 2 and 1 <= int(low) <= 31 else (0, 0)
        if not low:
            return 0, 0
        value, used, _ = read_words([token.low for token in self.tokens[at : at + 4]])
        return (int(value), used) if used and 1 <= value <= 31 else (0, 0)

    def _year(self, at: int) -> int:
        word = self._low(at)
        return int(word) if re.fullmatch(r"[12]\d{3}", word) else 0

    def _written_date(self, token: _Token) -> Quantity:
        numbers = [int(part) for part in re.split(r"[-/]", token.text)]
        if token.kind == "slash":
            first, second, year = numbers
            numbers = [year, first, second] if first <= 12 else [year, second, first]
        year, month, day = (*numbers, 0)[:3]
        return Quantity(sort="date", value=(year, month, day), words=token.text, start=token.start)


_NO_NOUN = frozenset(
    "of the and or to in on at by for from with as is are was were per a an than that which".split()
)


def _digits(text: str) -> Fraction:
    """A number in digits. "1,500" is 1500, "1,5" is 1.5, "three,000" is 3000."""
    head, *rest = text.lower().split(",")
    head = str(DIGITLESS.get(head, head))
    text = (
        "".join([head, *rest])
        if all(len(part.split(".")[0]) == 3 for part in rest)
        else ".".join([head, *rest])
    )
    whole, *decimals = text.split(".")
    if len(decimals) > 1:
        return Fraction(int(whole + "".join(decimals) or 0))
    return Fraction(".".join([whole or "0", *decimals])) if whole.isdecimal() else Fraction(0)


def _decade(text: str) -> Fraction:
    return Fraction(int(re.sub(r"\D", "", text)))


def _plain_digit(letter: str) -> str:
    return str(unicodedata.digit(letter)) if not letter.isascii() and letter.isdecimal() else letter
