"""What a number is of: money, a measure, or a percentage of something."""

from __future__ import annotations

from rag.check.tokens import Tokens

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
_SIGNS = ("$", "us$", "€", "£", "¥")
MONEY = ("$", "€", "£", "¥", "won")


def unit_of(tokens: Tokens, at: int, used: int) -> str:
    """The unit of a number that takes so many tokens; "" where none stands beside it."""
    before, after = tokens.low(at - 1), tokens.low(at + used)
    if after == "-" and tokens.low(at + used + 1) in _UNITS:
        after = tokens.low(at + used + 1)
    return _UNITS.get(before, "") if before in _SIGNS else _UNITS.get(after, "")


def percent_sign(tokens: Tokens, at: int) -> int:
    """How many tokens of "%", "percent" or "per cent" stand there."""
    if tokens.low(at) in ("%", "percent", "percentage"):
        return 1
    return 2 if tokens.low(at) == "per" and tokens.low(at + 1) == "cent" else 0


def shares_percent(tokens: Tokens, at: int) -> bool:
    """Whether "and 30 percent" follows, whose unit belongs to the number before it too."""
    if tokens.low(at) not in ("and", "to", "-", "–", "or"):
        return False
    if tokens.kind(at + 1) != "number" or tokens.low(at + 2) == "percentage":
        return False
    return bool(percent_sign(tokens, at + 2))
