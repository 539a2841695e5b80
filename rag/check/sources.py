"""Who is said to say it: a source that the quotes don't have as one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.check.names import Names
from rag.check.proper import runs
from rag.check.verdict import Finding

_VERB = (
    r"(?:sa(?:y|ys|id|ying)|stat(?:e|es|ed|ing)|announc(?:e|es|ed|ing)|report(?:s|ed|ing)?|"
    r"warn(?:s|ed|ing)?|insist(?:s|ed|ing)?|told|tells?|claim(?:s|ed|ing)?|confirm(?:s|ed|ing)?|"
    r"den(?:y|ies|ied|ying)|argu(?:e|es|ed|ing)|believ(?:e|es|ed|ing)|suspect(?:s|ed|ing)?|"
    r"declar(?:e|es|ed|ing)|acknowledg(?:e|es|ed|ing)|admit(?:s|ted|ting)?|"
    r"estimat(?:e|es|ed|ing)|suggest(?:s|ed|ing)?|note[sd]?|wr(?:ote|ites?|itten)|call(?:s|ed)?|"
    r"think(?:s|ing)?|thought|describ(?:e|es|ed|ing)|expect(?:s|ed|ing)?|reveal(?:s|ed|ing)?)"
)
_SAYS = re.compile(
    rf"\b(?P<who>[^.;:]{{3,70}}?) (?:has |have |had |also )?{_VERB} (?:that|to|in|on)\b"
)
_BY = re.compile(r"\b[Aa]ccording to (?P<who>[^,.;:]{3,70})")
_TELLING = re.compile(
    rf"\b(?:{_VERB}|according to|in the words of|confirmation|statement|report|"
    r"claims?|warning|announcement|words|message|speech|view|opinion|estimates?)\b",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 80, 40
"""A source stands at most so many code points before or after the word that tells of it."""


def made_up_source(sentence: str, quotes: Sequence[str]) -> list[Finding]:
    """A name that says something in the sentence, near which the quotes have nothing said."""
    found = _BY.search(sentence) or _SAYS.match(sentence)
    if not found:
        return []
    who = found.group("who")
    named = runs(who)
    if not named:
        return []
    near = [
        quote[max(0, telling.start() - _BEFORE) : telling.end() + _AFTER]
        for quote in quotes
        for telling in _TELLING.finditer(quote)
    ]
    held = [Names([text]) for text in near]
    if any(all(names.holds(run) is None for run in named) for names in held):
        return []
    return [Finding("attribution", who, f'the quotes don\'t have this from "{who}"')]
