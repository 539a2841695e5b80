"""Who gives and who gets: a deed between two names that the quotes have the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.check.proper import runs
from rag.check.verdict import Finding
from rag.terms import STOP_WORDS, terms

_GIVING = (
    "give gave given provide supply send sent deliver ship offer sell sold transfer grant lend "
    "lent donate export hand pay paid"
)
_GETTING = "receive get got obtain buy bought import acquire borrow"
_WORD = re.compile(r"[^\W\d_]+")
_FAR = 120
"""The names stand at most so many code points from each other."""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem for word in words.split() for stem in terms(word))


_GIVES, _GETS = _stems(_GIVING), _stems(_GETTING)


def turned_around(sentence: str, quotes: Sequence[str]) -> list[Finding]:
    """A deed from one name to another that the quotes have only the other way round."""
    theirs = {deed for quote in quotes for deed in _between(quote)}
    for doer, verb, other in _between(sentence):
        if (other, verb, doer) in theirs and (doer, verb, other) not in theirs:
            message = "the quotes have it the other way round"
            return [Finding("role", doer, message)]
    return []


def _between(text: str) -> Iterator[tuple[str, str, str]]:
    """(doer, what is done, to whom) for verb-like words between two neighbouring names."""
    for left, right in pairwise(runs(text)):
        before, after = ("".join(piece.plain for piece in run) for run in (left, right))
        start, end = left[-1].end, right[0].start
        if before == after or end - start > _FAR or re.search(r"[.;:!?]\s", text[start:end]):
            continue
        words = [word.group() for word in _WORD.finditer(text, start, end)]
        verb = _verb(words)
        if verb is not None:
            gets = verb in _GETS
            deed = "give" if gets or verb in _GIVES else verb
            swapped = ("by" in words[1:]) != gets
            yield (after, deed, before) if swapped else (before, deed, after)


def _verb(words: Sequence[str]) -> str | None:
    """The stem of what is done: a giving or getting, else the first word that may be a verb."""
    stems = [next(iter(terms(word)), "") if word.islower() else "" for word in words]
    known = [stem for stem in stems if stem in _GIVES | _GETS]
    if known:
        return known[0]
    for place, stem in enumerate(stems):
        if stem and _tells(words[place]):
            goes_on = words[place + 1 : place + 2] == ["to"] and place + 2 < len(words)
            return stems[place + 2] if goes_on else stem
    return None


def _tells(word: str) -> bool:
    return word.islower() and len(word) > 2 and word not in STOP_WORDS
