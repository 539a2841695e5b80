"""Text → the terms that lexical search compares: stems and numbers, each written one way.

"3,000", "three,000" and "three thousand" are one term; so are "treaties" and "treaty".
Stems come from the Snowball English stemmer (Porter, 2001); runs of Chinese, Japanese or
Korean characters become overlapping pairs, since they are written without spaces.
"""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 10**9, "trillion": 10**12}
_GROUPED = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_SMALL)})((?:,\d{{3}})+)\b", re.IGNORECASE)
_TOKEN = re.compile(r"\d+\.\d+|\w+")
_POSSESSIVE = re.compile(r"['’]s?\b")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")

STOP_WORDS = frozenset(
    """a an the of in on at to for from by with as is are was were be been being am do does did
    has have had having and or not no that this these those it its he she they his her hers their
    them him we us you your i me my our what which who whom whose when where why how will would
    can could should shall may might must than then there here into about if so but also any some
    tell give say said says please according article document documents text""".split()
)
"""Words that say how something is asked rather than what is asked for."""

_stemmer = snowballstemmer.stemmer("english")


def terms(text: str) -> list[str]:
    """The terms of a text, in order, with repetitions."""
    plain = _POSSESSIVE.sub("", _GROUPED.sub(_ungrouped, text).casefold())
    return [term for term in _numbers_joined(_TOKEN.findall(plain)) for term in _spelled(term)]


def query_terms(question: str) -> list[str]:
    """The distinct terms that a question asks for; all of its terms where it has no other."""
    every = dict.fromkeys(terms(question))
    return [term for term in every if term not in _STOP_TERMS] or list(every)


def _ungrouped(match: re.Match[str]) -> str:
    head = match.group(1).lower()
    return str(_SMALL.get(head, head)) + match.group(2).replace(",", "")


def _numbers_joined(words: list[str]) -> list[str]:
    """Number words become digits: "three", "thousand" is one "3000"."""
    joined: list[str] = []
    total = current = 0
    inside = False
    for word in [*words, ""]:
        if word in _SMALL:
            current += _SMALL[word]
        elif inside and word == "hundred":
            current = max(current, 1) * 100
        elif inside and word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
        else:
            if inside:
                joined.append(str(total + current))
            total = current = 0
            inside = word.isascii() and word.isdigit() and len(word) < 16
            if inside:
                current = int(word)
            elif word:
                joined.append(word)
            continue
        inside = True
    return joined


def _spelled(word: str) -> list[str]:
    if _CJK.fullmatch(word) and len(word) > 1:
        return [word[i : i + 2] for i in range(len(word) - 1)]
    return [_stem(word)]


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    stem: str = _stemmer.stemWord(word)
    return stem


_STOP_TERMS = frozenset(_stem(word) for word in STOP_WORDS)
