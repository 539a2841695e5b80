"""What alterations of a sentence may draw on: its article's names, numbers and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.check.verbs import Verbs
from rag.reader.wordnet import Words

MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_NO_NAME = frozenset(MONTHS).union(
    DAYS,
    """I The A An This That These Those It He She They We In On At By From For With Of To As And
    But Or If When While After Before During Since Although Because However Thus Then There Here
    His Her Its Their Some Many Most All One Two First""".split(),
)
_NAME = re.compile(r"\b[A-Z][\w'’-]*[a-zA-Z](?:(?: of| the| de| von)* [A-Z][\w'’-]*[a-zA-Z])*")
YEAR = re.compile(r"(?<![\d,.])(?:1[0-9]|20)\d\d(?![\d,]|\.\d)")
NUMBER = re.compile(
    r"(?<![\w.,-])\d[\d,.]*\d(?![\w-])|(?<![\w.,-])\d(?![\w,.-]\d)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Names and numbers of one article, and the dictionaries."""

    names: tuple[str, ...]
    years: tuple[str, ...]
    numbers: tuple[str, ...]
    words: Words
    verbs: Verbs


def pool(texts: Iterable[str], words: Words, verbs: Verbs) -> Pool:
    """What the texts of an article hold."""
    whole = "\n".join(texts)
    return Pool(
        names=tuple(sorted({found.group() for found in names(whole, inner=True)})),
        years=tuple(sorted(set(YEAR.findall(whole)))),
        numbers=tuple(sorted({one for one in NUMBER.findall(whole) if not YEAR.fullmatch(one)})),
        words=words,
        verbs=verbs,
    )


def names(text: str, *, inner: bool = False) -> list[re.Match[str]]:
    """Where names stand; with `inner`, never at the start of a sentence."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        if words[0] in _NO_NAME or set(words) & set(MONTHS):
            continue
        starts = match.start() == 0 or text[: match.start()].rstrip(" \"'“")[-1:] in ".!?\n:"
        if starts and (inner or len(words) == 1):
            continue
        found.append(match)
    return found
