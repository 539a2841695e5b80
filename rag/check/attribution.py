"""Who says it, how sure it is, and who does it: hedges dropped, names in each other's place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.check.proper import plain, runs
from rag.check.verdict import Finding
from rag.terms import STOP_WORDS, terms

_HEDGE = re.compile(
    r"\b(?:may|might|could|possibly|perhaps|probably|likely|reportedly|allegedly|alleged|"
    r"supposedly|"
    r"apparently|suspect(?:s|ed)?|believ(?:e|es|ed)|think|thinks|thought|claim(?:s|ed)?|"
    r"alleg(?:e|es)|"
    r"argu(?:e|es|ed)|speculat(?:e|es|ed)|rumou?red|said to|according to|plan(?:s|ned)? to|"
    r"inten(?:d|ds|ded) to|hop(?:e|es|ed) to|want(?:s|ed)? to|expected to|propos(?:e|es|ed)|"
    r"threaten(?:s|ed)? to|promis(?:e|es|ed) to|tr(?:y|ies|ied) to|attempt(?:s|ed)? to|"
    r"seem(?:s|ed)?|"
    r"appear(?:s|ed)? to|suggest(?:s|ed)?|consider(?:s|ed|ing)?|would|should|if|"
    r"(?:analysts|critics|experts|observers|officials|scholars|historians|witnesses|some)"
    r"(?: \w+)? (?:say|said|think|insist|warn|fear)s?)\b",
    re.IGNORECASE,
)
_CAN = re.compile(r"\bcan\b")
_SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|state[sd]?|announce[sd]?|report(?:s|ed)?|"
    r"warn(?:s|ed)?|insist(?:s|ed)?|told)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’]\w+)?")
_AUXILIARY = frozenset(
    "has have had is are was were be been being will would may might can could do does did also "
    "then later already never not still once first".split()
)


def dropped_hedge(sentence: str, quotes: Sequence[str]) -> list[Finding]:
    """A hedge or source that stands before the sentence's words in the quotes alone."""
    if _HEDGE.search(sentence) or _SAYING.search(sentence) or _CAN.search(sentence):
        return []
    mine = set(terms(sentence))
    for quote in quotes:
        for hedge in _HEDGE.finditer(quote):
            if hedge.group() == "May":
                continue
            after = _telling(quote[hedge.end() : hedge.end() + 90])
            if len(after) < 2 or not all(stem in mine for stem in after[:2]):
                continue
            if any(_says_plainly(other, after[:2]) for other in quotes if other != quote):
                continue
            message = f'the quotes say "{hedge.group()}", the sentence makes it a fact'
            return [Finding("attribution", "", message)]
    return []


def _telling(text: str) -> list[str]:
    words = [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS]
    return [stem for word in words[:4] for stem in terms(word)]


def _says_plainly(quote: str, stems: Sequence[str]) -> bool:
    return set(stems) <= set(terms(quote)) and not _HEDGE.search(quote)


def swapped_roles(sentence: str, quotes: Sequence[str]) -> list[Finding]:
    """A deed that the quotes give to another name, which the sentence names elsewhere or not."""
    mine = _deeds(sentence)
    theirs = [deed for quote in quotes for deed in _deeds(quote)]
    named = {plain(piece.word) for quote in quotes for run in runs(quote) for piece in run}
    for name, verb, passive in mine:
        doers = {doer for doer, other, how in theirs if other == verb and how == passive}
        if doers and name not in doers and name in named:
            doer = sorted(doers)[0].capitalize()
            message = f"the quotes say so of {doer}, not of {name.capitalize()}"
            return [Finding("role", name, message)]
    return []


def _deeds(text: str) -> list[tuple[str, str, bool]]:
    """Each name that a verb-like word follows at once: (name's last word, stem, passive)."""
    found = []
    for run in runs(text):
        rest = text[run[-1].end :]
        words = list(_WORD.finditer(rest))
        at = 0
        while at < min(len(words), 4) and words[at].group().lower() in _AUXILIARY:
            at += 1
        if at >= len(words) or rest[: words[at].start()].strip(
            " " + _letters(rest[: words[at].start()])
        ):
            continue
        word = words[at].group()
        if not word.islower() or word in STOP_WORDS or len(word) < 4:
            continue
        after = words[at + 1].group() if at + 1 < len(words) else ""
        found.append((plain(run[-1].word), next(iter(terms(word)), word), after == "by"))
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in set(text) if letter.isalpha())
