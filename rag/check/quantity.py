"""What a number of a text is, and what is read of it before its place is known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

Sort: TypeAlias = Literal["count", "ordinal", "share", "date", "decade", "vague"]
Value: TypeAlias = Fraction | tuple[int, int, int]
"""Exact; of a date (year, month, day), each 0 where not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number of a text."""

    sort: Sort
    value: Value
    words: str
    start: int
    unit: str = ""
    noun: str = ""
    """The stem of the word that follows, what is counted; "" where none does."""


@dataclass(frozen=True, slots=True)
class Read:
    """A number that stands at a token, and how many tokens it takes."""

    sort: Sort
    value: Value
    used: int
    unit: str = ""
