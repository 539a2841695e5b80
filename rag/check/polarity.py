"""Words that turn a sentence round: "not" put in or dropped, "rose" for "fell".

Each rule is narrow: it speaks only where the quotes use the same word the other way round. What
it misses is left to the trained part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.check.verdict import Finding
from rag.terms import STOP_WORDS, terms

_NEGATOR = re.compile(
    r"\b(?:not|never|no longer|no|without|neither|nor|none|nobody|nothing|cannot|hardly|barely|"
    r"unable to|fail(?:s|ed|ing)? to|failure to|refus(?:e|es|ed|ing)(?: to)?|avoid(?:s|ed|ing)?|"
    r"den(?:y|ies|ied|ying)|prevent(?:s|ed|ing)?|lack(?:s|ed|ing)?|reject(?:s|ed|ing)?|"
    r"stopped|ceased to|instead of|rather than|unlikely(?: to)?|impossible)\b|n['’]t\b",
    re.IGNORECASE,
)
_AFTER_NEGATOR = re.compile(r"(?:\b(?:not|never|no|without|cannot)|n['’]t)\s+$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’]\w+)?")
_BREAK = re.compile(r"[,;:.!?()]|\b(?:but|although|though|while|because|which|who)\b")

_OPPOSITES = """\
increase,rise,rose,grow,grew,gain,climb,soar / decrease,fall,fell,drop,decline,shrink,plunge
more,greater,larger,higher / less,fewer,smaller,lower
before,prior,until / after,following,since
above,exceed / below
least,minimum / most,maximum
win,won,victory,victorious,defeat / lose,lost,loss
support,favour,favor,back / oppose,opposition,reject
accept,approve,adopt / reject,refuse,decline
begin,began,start,open,launch / end,finish,stop,close,cease
buy,bought,purchase,acquire / sell,sold,sale
allow,permit,let,legal / ban,forbid,prohibit,forbade,illegal,prevent
confirm,admit,acknowledge / deny,dispute,reject
attack,invade / defend,retreat
import / export
early,earlier,earliest / late,later,latest
high,highest / low,lowest
old,older,oldest / new,newer,newest,young,younger,youngest
north,northern / south,southern
east,eastern / west,western
succeed,success,successful / fail,failure,unsuccessful
strong,stronger,strengthen / weak,weaker,weaken
arrive,enter,join / leave,depart,left,withdraw
include,including / exclude,excluding
always,often,usually,frequently / never,rarely,seldom
many,most,majority / few,minority
all,every / none,some,few
best,better / worst,worse
improve / worsen,deteriorate
male,man,men / female,woman,women
public / private
known / unknown
possible / impossible
likely / unlikely
common / rare,uncommon
expand / contract,shrink
build,built,create / destroy,demolish
fast,faster,quick / slow,slower
rich,wealthy / poor
love,like / hate,dislike
friend,ally / enemy
guilty / innocent
safe / dangerous""".splitlines()


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem for word in words.split(",") for stem in terms(word.strip()))


_SIDES = tuple(tuple(_stems(side) for side in line.split("/")) for line in _OPPOSITES)


def wrong_polarity(sentence: str, quotes: Sequence[str]) -> list[Finding]:
    """A negation that only the sentence has, or only the quotes, on the same word."""
    denied = _denied(sentence)
    theirs = [stem for quote in quotes for stem in _denied(quote)]
    theirs_plain = {stem for quote in quotes for stem in _plain(quote)}
    for stem, negator in denied.items():
        if stem in theirs_plain and stem not in theirs and not theirs:
            return [Finding("polarity", negator, f'the quotes don\'t say "{negator}"')]
    mine = set(terms(sentence))
    for quote in quotes:
        for stem, negator in _denied(quote).items():
            if stem in mine and not denied and stem not in theirs_plain:
                return [
                    Finding("polarity", "", f'the quotes say "{negator}", the sentence doesn\'t')
                ]
    return []


def _denied(text: str) -> dict[str, str]:
    """The stem of the first telling word after each negator → that negator."""
    found: dict[str, str] = {}
    for match in _NEGATOR.finditer(text):
        rest = text[match.end() :]
        if _NEGATOR.match(rest.lstrip()) or _AFTER_NEGATOR.search(text[: match.start()]):
            continue
        stop = _BREAK.search(rest)
        for word in _WORD.findall(rest[: stop.start()] if stop else rest)[:5]:
            if word.lower() not in STOP_WORDS and word.lower() not in ("be", "been", "only", "yet"):
                found.setdefault(next(iter(terms(word)), word), match.group())
                break
    return found


def _plain(text: str) -> set[str]:
    return set(terms(text)) - set(_denied(text))


def wrong_comparison(sentence: str, quotes: Sequence[str]) -> list[Finding]:
    """A word whose opposite the quotes have, while they have none of its own side."""
    theirs = {stem for quote in quotes for stem in terms(quote)}
    for word in _WORD.findall(sentence):
        stem = next(iter(terms(word)), "")
        if not stem or stem in theirs:
            continue
        for one, other in ((a, b) for side in _SIDES for a, b in (side, side[::-1])):
            if stem in one and not (one & theirs) and (other & theirs):
                said = next(
                    (w for q in quotes for w in _WORD.findall(q) if set(terms(w)) & other), ""
                )
                message = f'the sentence says "{word}", the quotes say "{said}"'
                return [Finding("comparison", word, message)]
    return []
