"""The numbers of a text, each written one way: "three,000", "3 thousand" and "3000" are 3000.

A quantity is a count, an ordinal, a share (percent or fraction), a date, a decade or a vague
amount ("thousands of"). An ordinal never equals a count: the first of something isn't one of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from rag.check.amounts import digits, read_number, read_word
from rag.check.dates import read_date
from rag.check.quantity import Quantity, Read
from rag.check.tokens import Tokens
from rag.terms import terms

_NO_NOUN = frozenset(
    "of the and or to in on at by for from with as is are was were per a an than that which".split()
)


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in order."""
    return list(_found(Tokens(text)))


def _found(tokens: Tokens) -> Iterator[Quantity]:
    at = 0
    while at < len(tokens):
        read = _read(tokens, at)
        if read:
            yield _quantity(tokens, at, read)
        at += read.used if read else 1


def _read(tokens: Tokens, at: int) -> Read | None:
    """What begins at a token, by the token's kind; a date where it can be one."""
    kind, text = tokens.kind(at), tokens[at].text
    if date := read_date(tokens, at):
        return date
    if kind == "decade":
        return Read("decade", Fraction(int(re.sub(r"\D", "", text))), 1)
    if kind == "part":
        return Read("share", Fraction(unicodedata.numeric(text)).limit_denominator(9), 1)
    if kind == "ordinal":
        return Read("ordinal", digits(text[:-2]), 1)
    if kind == "number":
        return read_number(tokens, at)
    return read_word(tokens, at) if kind == "word" else None


def _quantity(tokens: Tokens, at: int, read: Read) -> Quantity:
    return Quantity(
        sort=read.sort,
        value=read.value,
        words=tokens.words(at, read.used),
        start=tokens[at].start,
        unit=read.unit,
        noun="" if read.sort == "date" else _noun(tokens, at + read.used),
    )


def _noun(tokens: Tokens, at: int) -> str:
    """The stem of the word there, where it can be what is counted."""
    word = tokens.low(at)
    return next(iter(terms(word)), "") if tokens.kind(at) == "word" and word not in _NO_NOUN else ""
