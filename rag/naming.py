"""A question that names the document it is about → the same question without that name.

Whoever searches many documents says which one is meant ("symptoms of the black death"); its
sentences then hardly say it again, and those that do look more alike than they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.terms import STOP_WORDS, terms

_WORD = re.compile(r"\w+")
_BEFORE = frozenset("the a an of in during behind about after from with".split())
_MOST = 6
"""A title of more words is no name that people type."""


def without_name(question: str, titles: Iterable[str]) -> str | None:
    """`question` without the longest of `titles` that stands in it whole, endings aside.

    None where it holds none, or where nothing to ask for would be left.
    """
    words = list(_WORD.finditer(question))
    said = [_term(word.group()) for word in words]
    found = max(
        (
            (len(name), -at)
            for name in {_name(title) for title in titles}
            if 0 < len(name) <= _MOST
            for at in range(len(said) - len(name) + 1)
            if tuple(said[at : at + len(name)]) == name
        ),
        default=None,
    )
    if found is None:
        return None
    first, last = -found[1], -found[1] + found[0] - 1
    for _ in range(2):
        if first and said[first - 1] in _BEFORE:
            first -= 1
    bare = f"{question[: words[first].start()].rstrip()} {question[words[last].end() :].lstrip()}"
    asked = (word.group().casefold() for word in _WORD.finditer(bare))
    return bare.strip() if any(word not in STOP_WORDS for word in asked) else None


def _name(title: str) -> tuple[str, ...]:
    found = tuple(_term(word) for word in _WORD.findall(title.replace("_", " ")))
    bare = found[1:] if found[:1] == ("the",) else found
    return bare if any(term not in STOP_WORDS for term in bare) else ()


def _term(word: str) -> str:
    return "".join(terms(word)) or word.casefold()
