"""Hedges and sources dropped or put in: "may", "reportedly", "analysts say", "plans to".

For training and measuring. `dropped` makes a fact of a hedged sentence; `hedged` makes a hedged
sentence of a plain one, so that the plain one is no longer supported by it.
"""

from __future__ import annotations

import re
from random import Random

from rag.check.verbs import Verbs

_SOURCES = (
    "analysts say", "critics say", "officials claim", "some experts believe", "observers suspect",
    "the company claims", "his opponents allege", "several newspapers speculate", "it is rumoured",
    "a spokesman claimed", "some scholars argue", "supporters insist", "witnesses claim",
    "intelligence services suspect", "the minister alleged", "some historians think",
)  # fmt: skip
_ADVERBS = (
    "reportedly",
    "allegedly",
    "possibly",
    "supposedly",
    "perhaps",
    "probably",
    "apparently",
)
_PAST_HEDGES = ("may have", "might have", "could have", "is said to have", "is believed to have",
                "reportedly", "allegedly", "is suspected to have")  # fmt: skip
_PLANS = ("planned to", "intended to", "wanted to", "hoped to", "threatened to", "promised to",
          "considered whether to", "was expected to", "tried to")  # fmt: skip
_BE = {"is": "be", "are": "be", "was": "have been", "were": "have been"}
_OPENING = re.compile(r"^(?:According to [^,]{3,60}, |[^,]{0,20}\b(?:allegedly|reportedly),? )")
_SAID = re.compile(
    r"^.{3,70}? (?:claim|argue|allege|believe|suggest|propose|suspect|speculate|think|"
    r"assert|contend)"
    r"(?:s|d|ed)? that (?=[a-zA-Z])"
)
_ADVERB = re.compile(rf",? ?\b(?:{'|'.join(_ADVERBS)}),?(?= )")
_MODAL = re.compile(r"\b(?:may|might|could) (be|have been|have)\b")
_BELIEVED = re.compile(
    r"\b(?:is|are|was|were) (?:believed|thought|said|alleged|suspected|considered|rumou?red)"
    r" to (be|have been|have)\b"
)
_AIM = re.compile(
    r"\b(?:planned|intended|wanted|hoped|tried|attempted|sought|threatened|promised|"
    r"agreed) to (\w+)"
)


def dropped(sentence: str, verbs: Verbs) -> str | None:
    """The sentence as a fact; None where nothing in it is hedged."""
    for pattern in (_OPENING, _SAID):
        found = pattern.match(sentence)
        if found and len(sentence) - found.end() > 20:
            return _capital(sentence[found.end() :])
    if found := _BELIEVED.search(sentence) or _MODAL.search(sentence):
        plain = {"be": "is", "have been": "was", "have": ""}[found.group(1)]
        return " ".join((sentence[: found.start()] + plain + sentence[found.end() :]).split())
    if (found := _AIM.search(sentence)) and found.group(1) in verbs.bases:
        new = verbs.past(found.group(1))
        return sentence[: found.start()] + new + sentence[found.end() :]
    if found := _ADVERB.search(sentence):
        return _capital((sentence[: found.start()] + sentence[found.end() :]).strip())
    return None


def hedged(sentence: str, verbs: Verbs, random: Random) -> str | None:
    """The sentence with a hedge, a source or only a plan."""
    way = random.random()
    if way < 0.35:
        return _with_source(sentence, random)
    found = re.search(r"\b(is|are|was|were)\b", sentence)
    if found and way < 0.75:
        verb = found.group(1)
        new = random.choice(
            (
                f"may {_BE[verb]}",
                f"might {_BE[verb]}",
                f"could {_BE[verb]}",
                f"{verb} {random.choice(_ADVERBS)}",
                f"{'is' if verb in ('is', 'was') else 'are'} believed to {_BE[verb]}",
                f"{'is' if verb in ('is', 'was') else 'are'} said to {_BE[verb]}",
            )
        )
        return sentence[: found.start()] + new + sentence[found.end() :]
    for match in re.finditer(r"(?<=[a-z] )[a-z]+", sentence):
        base = verbs.base_of_past(match.group())
        before = sentence[: match.start()].rsplit(maxsplit=1)[-1].lower()
        if base is None or before in _NEVER_BEFORE or sentence[match.end() :].startswith(" by"):
            continue
        if random.random() < 0.5:
            plan = f"{random.choice(_PLANS)} {base}"
            return f"{sentence[: match.start()]}{plan}{sentence[match.end() :]}"
        hedge = random.choice(_PAST_HEDGES)
        return f"{sentence[: match.start()]}{hedge} {match.group()}{sentence[match.end() :]}"
    return _with_source(sentence, random)


_NEVER_BEFORE = frozenset(
    "the a an of is are was were be been being has have had by and or to his her its not".split()
)


def _with_source(sentence: str, random: Random) -> str:
    source = random.choice(_SOURCES)
    if sentence[:2].isupper() or sentence.split(maxsplit=1)[0] not in _LOWERED:
        small = sentence
    else:
        small = sentence[:1].lower() + sentence[1:]
    if random.random() < 0.3:
        return f"{sentence.rstrip('.')}, {source}."
    return _capital(f"{source} that {small}")


_LOWERED = frozenset("The A An In On At It He She They This These Those There Some Many".split())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
