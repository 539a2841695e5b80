"""How many: counts, shares, ordinals and vague amounts, in digits or in words."""

from __future__ import annotations

import re
from fractions import Fraction

from rag.check.dates import year_at
from rag.check.numerals import DIGITLESS, SCALES, SHORT, read_words
from rag.check.quantity import Read
from rag.check.tokens import Tokens
from rag.check.units import percent_sign, shares_percent, unit_of

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
_LONGEST = 14
"""As many tokens as a number in words may take."""


def read_number(tokens: Tokens, at: int) -> Read:
    """A number that begins with digits: "1,500", "3k", "2/3", "20 million", "5 %"."""
    text = tokens[at].text
    scale = re.search(r"(?<=\d)(k|m|bn|tn)$", text.lower())
    value = digits(text[: scale.start()] if scale else text)
    used = 1
    under = tokens.low(at + 2)
    if scale:
        value *= SHORT[scale.group()]
    elif tokens.low(at + 1) == "/" and under.isdecimal() and int(under):
        return Read("share", value / int(under), 3)
    while tokens.low(at + used) in SCALES:
        value *= SCALES[tokens.low(at + used)]
        used += 1
    return _with_unit(tokens, at, value, used)


def read_word(tokens: Tokens, at: int) -> Read | None:
    """A number that begins with a word; None where the word there begins none."""
    word = tokens.low(at)
    if half := _half(tokens, at):
        return half
    if word in _VAGUE:
        return _vague(tokens, at)
    if word in _TIMES:
        return Read("count", Fraction(_TIMES[word]), 1)
    if word in _DECADES:
        return Read("decade", Fraction(_DECADES[word]), 1)
    return _spelled(tokens, at)


def digits(text: str) -> Fraction:
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


def _with_unit(tokens: Tokens, at: int, value: Fraction, used: int) -> Read:
    if sign := percent_sign(tokens, at + used):
        return Read("share", value / 100, used + sign)
    if shares_percent(tokens, at + used):
        return Read("share", value / 100, used)
    unit = unit_of(tokens, at, used)
    if tokens.low(at - 1) in ("-", "–", "/") and len(tokens.low(at)) == 2:
        # "2010-11" is the year 2010 and the year 2011.
        value += year_at(tokens, at - 2) // 100 * 100
    return Read("count", value, used, unit)


def _half(tokens: Tokens, at: int) -> Read | None:
    """ "Half", "a third of", "one quarter of the", "half a million"."""
    word, after = tokens.low(at), tokens.low(at + 1)
    if word == "half":
        name, used = word, 1
    elif (
        word in ("a", "one")
        and after in ("half", "third", "quarter")
        and tokens.low(at + 2) in ("of", "the", "a", "")
    ):
        name, used = after, 2
    else:
        return None
    value = Fraction(1, _FRACTIONS[name])
    scale = tokens.low(at + used + 1)
    if tokens.low(at + used) in ("a", "-") and scale in SCALES:
        return _with_unit(tokens, at, value * SCALES[scale], used + 2)
    return Read("share", value, used)


def _vague(tokens: Tokens, at: int) -> Read:
    """ "Thousands", "tens of thousands"."""
    value, more = _VAGUE[tokens.low(at)], tokens.low(at + 2)
    if tokens.low(at + 1) == "of" and more in _VAGUE:
        return Read("vague", Fraction(value * _VAGUE[more]), 3)
    return Read("vague", Fraction(value), 1)


def _spelled(tokens: Tokens, at: int) -> Read | None:
    """Number words: "two hundred and fifty", "twenty-first", "two thirds", "a dozen"."""
    words = tokens.lows(at, _LONGEST)
    value, used, is_ordinal = read_words(words)
    if not used:
        return None
    if is_ordinal:
        if used == 1 and words[0] == "second" and tokens.low(at - 1) in ("a", "per", "each"):
            return None
        unit = "century" if tokens.low(at + used).startswith("centur") else ""
        return Read("ordinal", value, used, unit)
    gap = 1 if tokens.low(at + used) == "-" else 0
    part = tokens.low(at + used + gap)
    if part in _FRACTIONS and (part.endswith("s") or value == 1) and value < 10:
        return Read("share", value / _FRACTIONS[part], used + gap + 1)
    return _with_unit(tokens, at, value, used)
