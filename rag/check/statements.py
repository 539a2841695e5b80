"""Questions and answers turned into statements, for training.

Rules over the question's words; where none fits, there is no statement. Clumsy English is fine
("The pact did begin in 1990."), wrong English that changes the meaning is not.
"""

from __future__ import annotations

import re

from rag.check.reword import ended
from rag.check.verbs import Verbs

_WHO = re.compile(
    r"^(?:Who|What|Which \w+) (?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|can\b|has\b)(\w+) (.+)$"
)
_BE = re.compile(r"^(Who|What|Which|Where|When) (is|are|was|were) (.+)$")
_DID = re.compile(
    r"^(When|Where|Why|What|Who|How many [\w ]+?|In what year|In which year|What year) "
    r"(did|does|do) (.+)$"
)
_HOW_MANY = re.compile(
    r"^(How many [\w -]+?) (are|were|is|was|have|had|can|live|lived|died|attended) (.+)$"
)
_PREPOSITION = re.compile(
    r"^(?:in|on|at|by|from|during|after|before|since|around|about|to|for|because)\b", re.I
)
_PARTICLES = frozenset(
    "in on at by from to of for with as called named known based located".split()
)


def statement(question: str, answer: str, verbs: Verbs) -> str | None:
    """What the question asks with the answer put in; None where the rules don't fit."""
    asked = question.strip().rstrip("? ").strip()
    if not 4 <= len(asked.split()) <= 22 or len(answer.split()) > 10:
        return None
    for way in (_subject, _did, _be, _counted):
        made = way(asked, answer.strip(" .,;"), verbs)
        if made is not None:
            return ended(made)
    return None


def _subject(asked: str, answer: str, verbs: Verbs) -> str | None:
    found = _WHO.match(asked)
    if found is None:
        return None
    verb, rest = found.groups()
    known = verbs.base_of_past(verb) or (verb.endswith("s") and verb[:-1] in verbs.bases)
    return f"{answer} {verb} {rest}" if known or verb in ("had", "became", "made") else None


def _did(asked: str, answer: str, verbs: Verbs) -> str | None:
    found = _DID.match(asked)
    if found is None:
        return None
    what, helper, rest = found.groups()
    split = _verb_place(rest, verbs)
    if split is None:
        return None
    subject, verb, tail = split
    if helper == "did":
        verb = verbs.past(verb)
    elif helper == "does":
        verb += "s"
    if what in ("When", "Where") or "year" in what:
        if not _PREPOSITION.match(answer):
            answer = f"in {answer}"
        return f"{subject} {verb} {tail} {answer}"
    if what == "Why":
        return f"{subject} {verb} {tail} because of {answer}"
    if what in ("What", "Who"):
        last = tail.split()[-1:] or [""]
        return f"{subject} {verb} {tail} {answer}" if last[0] in _PARTICLES or not tail else None
    counted = what.removeprefix("How many ")
    return f"{subject} {verb} {answer if counted in answer else f'{answer} {counted}'} {tail}"


def _verb_place(rest: str, verbs: Verbs) -> tuple[str, str, str] | None:
    """Subject, base verb and what follows: the first base form after at least one word."""
    words = rest.split()
    for place in range(1, min(len(words), 9)):
        word = words[place]
        before = words[place - 1].lower()
        if word in verbs.bases and word.islower() and before not in ("the", "a", "an", "of", "and"):
            if word in _NOUNS and place + 1 < len(words) and words[place + 1] in verbs.bases:
                continue
            return " ".join(words[:place]), word, " ".join(words[place + 1 :])
    return None


_NOUNS = frozenset(
    """state army force book church city house party people group company power war will work
    plan play show study film series team school law act order number name record bank air water
    light fire trade head hand man use rule""".split()
)


def _be(asked: str, answer: str, verbs: Verbs) -> str | None:
    found = _BE.match(asked)
    if found is None:
        return None
    what, verb, rest = found.groups()
    words = rest.split()
    place = next(
        (
            i
            for i in range(1, len(words))
            if verbs.base_of_past(words[i]) or words[i] in ("born", "located", "known", "held")
        ),
        None,
    )
    if what in ("When", "Where"):
        answer = answer if _PREPOSITION.match(answer) else f"in {answer}"
        if place is None:
            return f"{rest} {verb} {answer}"
        return f"{' '.join(words[:place])} {verb} {' '.join(words[place:])} {answer}"
    if place is None:
        return f"{rest} {verb} {answer}" if words[-1] not in _PARTICLES else None
    if words[-1] in _PARTICLES:
        return f"{' '.join(words[:place])} {verb} {' '.join(words[place:])} {answer}"
    return None if words[0].lower() in ("the", "a") else f"{answer} {verb} {rest}"


def _counted(asked: str, answer: str, verbs: Verbs) -> str | None:
    found = _HOW_MANY.match(asked)
    if found is None:
        return None
    what, verb, rest = found.groups()
    counted = what.removeprefix("How many ")
    what = answer if counted in answer else f"{answer} {counted}"
    if verb in ("are", "were", "is", "was") and rest.startswith(("there", "in ", "on ", "at ")):
        return f"There {verb} {what} {rest.removeprefix('there').strip()}"
    return f"{what} {verb} {rest}"
