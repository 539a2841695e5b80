"""A sentence changed so that it no longer says what it said: for training and for measuring.

Each function takes a sentence, the text that holds it, and what may be drawn on; it gives the
altered sentence, or None where the sentence has nothing of that kind. The kinds follow what
language models get wrong in summaries (Pagnoni et al. 2021, FRANK) and what the check looks for.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from random import Random

from rag.check.source import MONTHS, NUMBER, YEAR, Pool, names
from rag.reader.noise import opposite, sister
from rag.reader.numbers import spell

Alter = Callable[[str, str, Pool, Random], str | None]

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|has|have|had|does|do|did)\b(?! not)"
)
_NOT = re.compile(r"\b(?:not|never|no longer) |n['’]t\b|\b(?:can)(not)\b")
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_SMALL_NUMBERS = tuple(spell(n) for n in range(2, 13))

COMPARED = (
    ("more", "less"), ("more than", "fewer than"), ("at least", "at most"), ("before", "after"),
    ("over", "under"), ("increased", "decreased"), ("rose", "fell"), ("higher", "lower"),
    ("largest", "smallest"), ("larger", "smaller"), ("greater", "smaller"), ("first", "last"),
    ("early", "late"), ("earlier", "later"), ("most", "few"), ("many", "few"), ("all", "no"),
    ("always", "never"), ("often", "rarely"), ("oldest", "newest"), ("high", "low"),
    ("highest", "lowest"), ("above", "below"), ("increase", "decrease"), ("best", "worst"),
    ("some", "all"), ("usually", "never"), ("both", "neither"), ("only", "not only"),
    ("north", "south"), ("east", "west"), ("northern", "southern"), ("western", "eastern"),
    ("began", "ended"), ("won", "lost"), ("majority", "minority"), ("with", "without"),
    ("allowed", "forbade"), ("supported", "opposed"), ("accepted", "rejected"),
    ("success", "failure"), ("including", "excluding"), ("strong", "weak"), ("until", "since"),
)  # fmt: skip


def number(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """Another number, one that the text doesn't hold."""
    found = [m for m in NUMBER.finditer(sentence) if not YEAR.fullmatch(m.group())]
    if not found:
        return None
    chosen = random.choice(found)
    old = chosen.group()
    offered = [n for n in pool.numbers if n[0].isdigit() == old[0].isdigit()]
    if old.isalpha():
        offered = [*_SMALL_NUMBERS]
    new = random.choice(offered) if offered and random.random() < 0.5 else _near(old, random)
    return _put(sentence, chosen, new, text)


def _near(old: str, random: Random) -> str:
    if old.isalpha():
        return random.choice(_SMALL_NUMBERS)
    digits = list(old)
    places = [i for i, digit in enumerate(digits) if digit.isdigit()]
    place = random.choice(places)
    digits[place] = random.choice([d for d in "123456789" if d != digits[place]])
    return "".join(digits)


def date(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """Another year or month, one that the text doesn't hold."""
    found = list(YEAR.finditer(sentence))
    found += list(re.finditer(rf"\b(?:{'|'.join(MONTHS)})\b(?! [a-z])", sentence))
    if not found:
        return None
    chosen = random.choice(found)
    if chosen.group() in MONTHS:
        return _put(sentence, chosen, random.choice(MONTHS), text)
    year = str(int(chosen.group()) + random.choice((-1, 1)) * random.randrange(1, 30))
    new = random.choice(pool.years) if random.random() < 0.5 else year
    return _put(sentence, chosen, new, text)


def name(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """Another name of the article, none of whose words the text holds."""
    found = names(sentence)
    if not found or not pool.names:
        return None
    chosen = random.choice(found)
    long = " " in chosen.group()
    for _ in range(12):
        new = random.choice(pool.names)
        held = any(word.lower() in text.lower() for word in new.split() if len(word) > 3)
        if not held and len(new) > 3 and (" " in new) == long:
            return _put(sentence, chosen, new, text)
    return None


def negation(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """ "not" put in, or taken out."""
    without = _NOT.search(sentence)
    if without:
        return _tidy(sentence[: without.start()] + sentence[without.end() :])
    ways = [_not_after_auxiliary, _did_not, _did_not]
    random.shuffle(ways)
    return next((new for way in ways if (new := way(sentence, pool, random))), None)


def _not_after_auxiliary(sentence: str, pool: Pool, random: Random) -> str | None:
    found = _AUXILIARY.search(sentence)
    if found is None:
        return None
    word = random.choice(("not", "not", "not", "never", "no longer"))
    return f"{sentence[: found.end()]} {word}{sentence[found.end() :]}"


def _did_not(sentence: str, pool: Pool, random: Random) -> str | None:
    """The first past form that no auxiliary, article or comma precedes: "sold" → "did not sell"."""
    words = list(_WORD.finditer(sentence))
    for before, match in itertools.pairwise(words):
        base = pool.verbs.base_of_past(match.group())
        if base is None or _AUXILIARY.fullmatch(before.group()) or before.group() in _OPENERS:
            continue
        if sentence[match.end() :].startswith((" by", ",", ".")) or "," in _gap(before, match):
            continue
        way = random.choice(("did not", "did not", "didn't", "never", "refused to", "failed to"))
        new = match.group() if way == "never" else base
        return f"{sentence[: match.start()]}{way} {new}{sentence[match.end() :]}"
    return None


_OPENERS = frozenset(
    "the a an of in by to and or his her its their not never been being be as with".split()
)


def _gap(before: re.Match[str], after: re.Match[str]) -> str:
    return before.string[before.end() : after.start()]


def comparison(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """A word of comparison, order or amount turned round."""
    ways = [(one, other) for pair in COMPARED for one, other in (pair, pair[::-1])]
    random.shuffle(ways)
    for old, new in ways:
        found = re.search(rf"\b{old}\b", sentence)
        if found:
            return _tidy(sentence[: found.start()] + new + sentence[found.end() :])
    return None


def antonym(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """One word turned into its opposite, as WordNet has it."""
    found = list(_WORD.finditer(sentence))
    random.shuffle(found)
    for match in found:
        new = opposite(match.group(), pool.words, random)
        if new and match.group().islower() and new.lower() not in text.lower():
            return sentence[: match.start()] + new + sentence[match.end() :]
    return None


def sort(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """One word turned into another of its kind ("physicist" → "chemist")."""
    found = [m for m in _WORD.finditer(sentence) if m.group().islower() and len(m.group()) > 3]
    random.shuffle(found)
    for match in found[:6]:
        new = sister(match.group(), pool.words, random)
        if new and new.lower() not in text.lower():
            return sentence[: match.start()] + new + sentence[match.end() :]
    return None


_LINKS = re.compile(
    r"[\s,]*(?:and|or|&|,|the|of|in|as|/|-|to)?[\s,]*(?:the )?|.*\b(?:and|between)\b.*"
)


def role(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """Two names of the sentence, with a verb between them, change places."""
    found = names(sentence)
    start = re.match(r"(?:The )?([A-Z][\w'’-]+)", sentence)
    if (
        start
        and start.group(1) in pool.names
        and not any(m.start() <= start.start(1) < m.end() for m in found)
    ):
        found = [re.compile(re.escape(start.group(1))).search(sentence) or found[0], *found]
    pairs = [
        (a, b)
        for a, b in itertools.pairwise(found)
        if a.group() != b.group() and not _LINKS.fullmatch(sentence[a.end() : b.start()])
    ]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    middle = sentence[a.end() : b.start()]
    return sentence[: a.start()] + b.group() + middle + a.group() + sentence[b.end() :]


def passive_role(sentence: str, text: str, pool: Pool, random: Random) -> str | None:
    """Who did it and to whom it was done change places: "was built by" → "built"."""
    found = re.search(r"\b(was|were) (\w+) by\b", sentence)
    if found is None:
        return None
    base = pool.verbs.base_of_past(found.group(2)) or pool.verbs.irregular.get(found.group(2))
    if base is None:
        return None
    return f"{sentence[: found.start()]}{pool.verbs.past(base)}{sentence[found.end() :]}"


def _put(sentence: str, place: re.Match[str], new: str, text: str) -> str | None:
    held = re.search(rf"(?<![\w.,]){re.escape(new)}(?![\w]|[.,]\d)", text, re.IGNORECASE)
    if held or new == place.group():
        return None
    return sentence[: place.start()] + new + sentence[place.end() :]


def _tidy(sentence: str) -> str:
    sentence = re.sub(r"\s+", " ", sentence).strip()
    return sentence[:1].upper() + sentence[1:]


VALUES: dict[str, Alter] = {"number": number, "date": date, "name": name}
OTHERS: dict[str, Alter] = {
    "negation": negation,
    "comparison": comparison,
    "antonym": antonym,
    "kind": sort,
    "role": role,
    "passive role": passive_role,
}
