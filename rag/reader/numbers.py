"""Whole numbers written in other ways: "3,000", "3000", "three thousand", "three,000"."""

from __future__ import annotations

from random import Random

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS) if value > 1
}
_SCALES = (
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
    (100, "hundred"),
)


def spell(value: int) -> str:
    """A whole number from 0 up, in English words."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    for scale, name in _SCALES:
        if value >= scale:
            head, rest = divmod(value, scale)
            return f"{spell(head)} {name}" + (f" {spell(rest)}" if rest else "")
    raise ValueError(f"not a whole number from 0 up: {value}")


def respell(piece: str, random: Random) -> str:
    """`piece` as another spelling of the same number; `piece` itself where it is none.

    Numbers of four digits without a comma may be years and stay as they are.
    """
    if piece.isascii() and piece.isalpha():
        return str(_VALUES[piece]) if piece in _VALUES and piece != "one" else piece
    digits = piece.replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or digits.startswith("0"):
        return piece
    value = int(digits)
    if len(digits) == 4 and "," not in piece:
        return piece
    ways = [digits, f"{value:,}"]
    if value < 100 or value % 100 == 0:
        ways.append(spell(value))
    if value >= 1000:
        head, tail = f"{value:,}".split(",", 1)
        ways.append(f"{spell(int(head))},{tail}" if int(head) < 20 else spell(value))
    return random.choice([way for way in ways if way != piece] or [piece])
