"""Dates: a month with the day and the year beside it, and those written in digits alone."""

from __future__ import annotations

import re

from rag.check.numerals import read_words
from rag.check.quantity import Read
from rag.check.tokens import Tokens

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
_BEFORE_A_MONTH = frozenset("in by since until of last early late mid - from and to".split())


def read_date(tokens: Tokens, at: int) -> Read | None:
    """The date that begins there, as far as it is said; None where none does."""
    if tokens.kind(at) in ("iso", "slash"):
        return _in_digits(tokens, at)
    return _named(tokens, at)


def year_at(tokens: Tokens, at: int) -> int:
    """The year from 1000 to 2999 that stands there; 0 where none does."""
    word = tokens.low(at)
    return int(word) if re.fullmatch(r"[12]\d{3}", word) else 0


def _in_digits(tokens: Tokens, at: int) -> Read:
    """A date as 2024-06-19 or 19/6/2024; where both could be the month, the first is."""
    numbers = [int(part) for part in re.split(r"[-/]", tokens[at].text)]
    if tokens.kind(at) == "slash":
        first, second, year = numbers
        numbers = [year, first, second] if first <= 12 else [year, second, first]
    year, month, day = (*numbers, 0)[:3]
    return Read("date", (year, month, day), 1)


def _named(tokens: Tokens, at: int) -> Read | None:
    """A month with the day and year beside it."""
    day, used = _day(tokens, at)
    used += bool(used) and tokens.low(at + used) == "of"
    month = _month(tokens, at + used, beside_number=bool(used))
    if not month:
        return None
    used += 1
    used += tokens.low(at + used) == "." and len(tokens.low(at + used - 1)) <= 4
    if not day:
        day, more = _day(tokens, at + used)
        used += more
    comma = int(tokens.low(at + used) in (",", "of"))
    year = year_at(tokens, at + used + comma)
    if year:
        used += comma + 1
    return Read("date", (year, month, day), used)


def _month(tokens: Tokens, at: int, *, beside_number: bool) -> int:
    word, after = tokens.low(at), tokens.low(at + 1)
    if word not in _MONTHS:
        return 0
    beside = beside_number or bool(re.match(r"\d", after))
    beside = beside or (after in (",", "of", ".") and bool(year_at(tokens, at + 2)))
    if word in _DOUBTFUL and not beside and not _is_named(tokens, at):
        return 0
    return _MONTHS[word]


def _is_named(tokens: Tokens, at: int) -> bool:
    """Whether "May" or "March" is the month, by its capital and the word before it."""
    is_capital = tokens[at].text[0].isupper() and tokens.low(at) in ("may", "march")
    return is_capital and tokens.low(at - 1) in _BEFORE_A_MONTH


def _day(tokens: Tokens, at: int) -> tuple[int, int]:
    """A day of a month in digits or words, and how many tokens it takes; 0, 0 if none."""
    low = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", tokens.low(at))
    if low.isdecimal():
        return (int(low), 1) if len(low) <= 2 and 1 <= int(low) <= 31 else (0, 0)
    if not low:
        return 0, 0
    value, used, _ = read_words(tokens.lows(at, 4))
    return (int(value), used) if used and 1 <= value <= 31 else (0, 0)
