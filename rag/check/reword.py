"""A sentence changed so that it still says nothing new: for training and for measuring.

Shortened, turned round, in other words, numbers spelled another way. Every result is meant to
follow from the sentence it was made of; some come out clumsy, as a careless writer's would.
"""

from __future__ import annotations

import re
from random import Random

from rag.check.source import MONTHS, Pool
from rag.reader.noise import rewrite, synonym
from rag.reader.numbers import respell

_BRACKETS = re.compile(r" \([^()]*\)| \[[^\[\]]*\]")
_ASIDE = re.compile(
    r", (?:which|who|whose|where|a|an|the|also|including|such as|known)\b[^,.;]{3,80},(?= )"
)
_TAIL = re.compile(
    r",? (?:which|who|where|while|although|though|because|so that|including|such as|making|leaving|"
    r"leading|resulting|following|along with|as well as)\b[^.;]*(?=\.?$)|[;:] [^;:]*(?=\.?$)"
)
_SECOND = re.compile(r", (?:and|but) [^,;]*(?=\.?$)")
_OPENING = re.compile(
    r"^((?:In|On|At|By|During|After|Before|Since|From|Under|For|As|With|Within) [^,]{3,50}), "
    r"(?=[A-Zth])"
)
_LINK = re.compile(
    r"^(?:However|Thus|Therefore|Moreover|Furthermore|In addition|For example|Also|Then|Instead|"
    r"For instance|Similarly|Consequently|As a result|In fact|Additionally), "
)
_HEDGED = re.compile(r"According|alleg|claim|suspect|believ|report", re.IGNORECASE)
_PASSIVE = re.compile(
    r"^((?:The |A |An )?(?:\S+ ){0,4}?\S+) (was|were) (\w+) by "
    r"(the \w+(?: \w+)?|[A-Z]\w+(?: [A-Z]\w+)*)"
    r"(?= in | on | at | during | after |[,.;]|$)"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_DATE = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b")
_SAYINGS = tuple(
    tuple(line.split(" / "))
    for line in """because / since
although / even though
in order to / to
a number of / several
approximately / about
however / but
such as / for example
began to / started to
purchased / bought
located in / in
due to / because of
prior to / before
subsequently / later
utilized / used
established / set up
commenced / began
in addition to / besides
numerous / many
obtained / got
attempted to / tried to
constructed / built
as well as / and also
throughout / all through
children / kids
assisted / helped
ceased to / stopped
resides in / lives in
received / got
large / big
nearly / almost
required / needed
died / passed away
was unable to / could not
whilst / while
amongst / among
did not / didn't
was not / wasn't
were not / weren't
is not / isn't
cannot / can't
has not / hasn't
will not / won't
did not / failed to
never / not once""".splitlines()
)


def shorter(sentence: str, random: Random) -> str | None:
    """Without a bracket, an aside, its end or its opening; None where nothing can go."""
    ways = [
        _BRACKETS,
        _ASIDE,
        _TAIL,
        _SECOND,
        _LINK,
        *([] if _HEDGED.search(sentence) else [_OPENING]),
    ]
    random.shuffle(ways)
    for way in ways:
        found = way.search(sentence)
        if found is None:
            continue
        rest = sentence[: found.start()] + sentence[found.end() :]
        if way is _ASIDE:
            rest = sentence[: found.start()] + sentence[found.end() :]
        if len(rest.split()) >= 5 and not rest.startswith((",", " ,")):
            return ended(rest)
    return None


def turned(sentence: str, random: Random) -> str | None:
    """ "In 1990, it fell." → "It fell in 1990."; "was built by A" → "A built"."""
    found = _OPENING.search(sentence)
    if found and len(sentence) < 220:
        opening = found.group(1)
        return ended(f"{sentence[found.end() :].rstrip('.')} {opening[0].lower()}{opening[1:]}")
    return None


def active(sentence: str, pool: Pool, *, swapped: bool = False) -> str | None:
    """The active of a plain passive; with `swapped`, who and whom changed places (not the same)."""
    found = _PASSIVE.search(sentence)
    if found is None:
        return None
    done, _, verb, agent = found.groups()
    base = pool.verbs.base_of_past(verb) or pool.verbs.irregular.get(verb)
    if base is None or base in ("be", "follow", "do"):
        return None
    rest = sentence[found.end() :]
    first, second = (done, agent) if swapped else (agent, done)
    if second.split()[0] in ("The", "A", "An", "It", "He", "She", "They"):
        second = second[:1].lower() + second[1:]
    return ended(f"{first} {pool.verbs.past(base)} {second}{rest}")


def respelled(sentence: str, random: Random) -> str | None:
    """Numbers, ordinals and dates written another way; None where there are none."""

    def other(piece: str) -> str:
        return respell(piece, random)

    new = _DATE.sub(lambda m: _other_date(m, random), sentence)
    new = rewrite(new, (), other)[0]
    for value, word in enumerate(_ORDINALS, start=1):
        new = re.sub(rf"\b{value}(?:st|nd|rd|th)\b", word, new)
    new = re.sub(r"(\d)%", r"\1 percent", new) if "%" in new else new.replace(" percent", "%")
    return new if new != sentence else None


def _other_date(found: re.Match[str], random: Random) -> str:
    month, day, year = found.groups()
    ways = (f"{day} {month} {year}", f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}")
    return random.choice((*ways, f"{month} {year}"))


def reworded(sentence: str, pool: Pool, random: Random, rate: float) -> str:
    """With a share of `rate` (0..1) of its words replaced by synonyms."""

    def other(piece: str) -> str:
        if not piece.islower() or random.random() > rate:
            return piece
        return synonym(piece, pool.words, random)

    return rewrite(sentence, (), other)[0]


def said_otherwise(sentence: str, random: Random) -> str | None:
    """With everyday words for stiff ones, or the other way; None where none fits."""
    new = sentence
    for pair in _SAYINGS:
        old, other = pair if random.random() < 0.6 else pair[::-1]
        if old in _ONE_WAY:
            continue
        new = re.sub(rf"\b{old}\b", other, new)
    return new if new != sentence else None


_ONE_WAY = frozenset(
    "failed to/and also/got/to/in/used/like/not once/large/or/since/all through".split("/")
)


def ended(sentence: str) -> str:
    """With a capital and a full stop."""
    sentence = re.sub(r"\s+([,.;])", r"\1", " ".join(sentence.split())).rstrip(" ,;:")
    return sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith((".", "!", "?")) else ".")
