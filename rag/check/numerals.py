"""Number words of English: their values, and how runs of them are read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rag.reader.numbers import spell

ONES = {spell(value): value for value in range(20)}
TENS = {spell(value): value for value in range(20, 100, 10)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9,
          "trillion": 10**12, "dozen": 12}  # fmt: skip
SHORT = {"k": 1000, "m": 10**6, "bn": 10**9, "tn": 10**12}
DIGITLESS = ONES | TENS
ORDINALS = {
    word: value
    for value, word in enumerate(
        (
            "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh "
            "twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        ).split()
    )
} | {f"{word[:-1]}ieth": value for word, value in TENS.items()}
_ROUND = {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}


def read_words(words: Sequence[str]) -> tuple[Fraction, int, bool]:  # noqa: PLR0912 - a grammar
    """The number that a run of words starts with: value, words used, whether it is an ordinal.

    "and" and hyphens may stand inside; "a dozen" and "a hundred" count from their "a". No words
    are used where the run doesn't start with a number.
    """
    total = current = 0
    used = at = 0
    last = 0
    if words[0] in ("a", "an") and len(words) > 1 and words[1] in SCALES:
        at = 1
    while at < len(words):
        word = words[at]
        if word in ORDINALS or word in _ROUND:
            value = ORDINALS.get(word, _ROUND.get(word, 0))
            if used and not (last >= 20 and value < 10) and word not in _ROUND and last < 100:
                break
            return Fraction(total + current + value), at + 1, True
        if word in DIGITLESS:
            value = DIGITLESS[word]
            if used and last < 100 and not (last >= 20 and 0 < value < 10):
                if total == 0 and 13 <= current <= 20 and value >= 10 and last < 21:
                    current = current * 100 + value
                    last = value
                    at += 1
                    used = at
                    continue
                break
            current += value
            last = value
        elif word in SCALES and (used or at == 1 or word != "dozen"):
            if word in ("hundred", "dozen"):
                current = max(current, 1) * SCALES[word]
            else:
                total += max(current, 1) * SCALES[word]
                current = 0
            last = SCALES[word]
        elif word in ("and", "-") and used and at + 1 < len(words):
            joins = words[at + 1] in DIGITLESS or words[at + 1] in ORDINALS
            if not joins or (word == "and" and last < 100):
                break
            if word == "-" and last < 20:
                break
            at += 1
            continue
        else:
            break
        at += 1
        used = at
    return Fraction(total + current), used, False
