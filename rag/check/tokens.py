"""A text as tokens: the pieces that numbers and dates are written with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rag.check.numerals import ONES, TENS

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


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. `kind` is the name of its group in the grammar above."""

    kind: str
    text: str
    start: int
    end: int


class Tokens:
    """The tokens of a text, by their place. Digits of other scripts are read as 0 to 9."""

    def __init__(self, text: str) -> None:
        self.text = "".join(map(_plain_digit, text))
        self._tokens = [
            Token(_kind(match), match.group(), match.start(), match.end())
            for match in _TOKEN.finditer(self.text)
        ]

    def __len__(self) -> int:
        return len(self._tokens)

    def __getitem__(self, at: int) -> Token:
        return self._tokens[at]

    def kind(self, at: int) -> str:
        """What the token there is; "" beyond either end."""
        return self._tokens[at].kind if 0 <= at < len(self._tokens) else ""

    def low(self, at: int) -> str:
        """The token there in lower case; "" beyond either end."""
        return self._tokens[at].text.lower() if 0 <= at < len(self._tokens) else ""

    def lows(self, at: int, most: int) -> list[str]:
        """At most so many tokens from there on, in lower case."""
        return [token.text.lower() for token in self._tokens[at : at + most]]

    def words(self, at: int, used: int) -> str:
        """So many tokens from there on, as the text has them."""
        return self.text[self._tokens[at].start : self._tokens[at + used - 1].end]


def _kind(match: re.Match[str]) -> str:
    # "3k" ends in the group of its scale: it is a number.
    kind = match.lastgroup or "other"
    return "number" if kind == "scale" else kind


def _plain_digit(letter: str) -> str:
    return str(unicodedata.digit(letter)) if not letter.isascii() and letter.isdecimal() else letter
