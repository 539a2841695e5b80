"""A question that names the document it is about: which one, and the question without that name.

Whoever searches many documents says which one is meant ("symptoms of the black death"); its
sentences then hardly say it again, and those that do look more alike than they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.terms import STOP_WORDS, terms

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"v?\d+")
_BEFORE = frozenset("the a an of in during behind about after from with".split())
_MOST = 6
"""A title of more words is no name that people type."""
_LEAST = 3
"""What is left of a title without its number has so many letters at least."""

_Name = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The longest name in a question, the documents of that name, and the question without it."""

    documents: frozenset[str]
    terms: _Name
    words: str
    bare: str

    def stands_in(self, text: str) -> bool:
        """Whether a text says that name."""
        return self.terms in _runs(_said(text), len(self.terms))


def find_name(question: str, titles: Mapping[str, str]) -> Named | None:
    """The longest of the documents' `titles`, by id, that stands in a question, endings aside.

    A number at a title's end ("Apache-2.0", "Handbook 2024") may be left out. None where there is
    none, or where nothing to ask for would be left.
    """
    words = list(_WORD.finditer(question))
    said = [_term(word.group()) for word in words]
    names = {key: _names(title) for key, title in titles.items()}
    found = max(
        (
            (len(name), -at)
            for name in {name for every in names.values() for name in every}
            for at, run in enumerate(_runs(said, len(name)))
            if run == name
        ),
        default=None,
    )
    if found is None:
        return None
    first, last = -found[1], -found[1] + found[0] - 1
    name = tuple(said[first : last + 1])
    title = question[words[first].start() : words[last].end()]
    for _ in range(2):
        if first and said[first - 1] in _BEFORE:
            first -= 1
    bare = f"{question[: words[first].start()].rstrip()} {question[words[last].end() :].lstrip()}"
    asked = (word.group().casefold() for word in _WORD.finditer(bare))
    if all(word in STOP_WORDS for word in asked):
        return None
    return Named(
        documents=frozenset(key for key, every in names.items() if name in every),
        terms=name,
        words=title,
        bare=bare.strip(),
    )


def _names(title: str) -> tuple[_Name, ...]:
    """What people may call a document of that title."""
    whole = tuple(_said(title.replace("_", " ")))
    whole = whole[1:] if whole[:1] == ("the",) else whole
    short = whole
    while short and _NUMBER.fullmatch(short[-1]):
        short = short[:-1]
    names = [whole] if any(term not in STOP_WORDS for term in whole) else []
    if any(len(term) >= _LEAST and term not in STOP_WORDS for term in short):
        names.append(short)
    return tuple(name for name in names if len(name) <= _MOST)


def _runs(said: Sequence[str], length: int) -> list[_Name]:
    """Every stretch of so many words."""
    return [tuple(said[at : at + length]) for at in range(len(said) - length + 1)]


def _said(text: str) -> list[str]:
    return [_term(word) for word in _WORD.findall(text)]


def _term(word: str) -> str:
    return "".join(terms(word)) or word.casefold()
