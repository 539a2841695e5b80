"""Questions and passages with one thing swapped, so that the passage no longer answers.

The kinds follow what people do when they write unanswerable questions (Rajpurkar et al. 2018,
table 2): another name, number or date, an opposite, a negation, a word of the same kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from rag.reader.noise import sister
from rag.reader.squad import Article
from rag.reader.wordnet import Words

if TYPE_CHECKING:
    from rag.reader.groups import Pair

_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_VERB = re.compile(
    r"\b(is|are|was|were|did|does|do|can|could|has|have|had|will|would)\b", re.IGNORECASE
)
_ASKING = frozenset("What Which Who Whom Whose When Where Why How In On The At".split())


def other_question(pair: Pair, article: Article, words: Words, random: Random) -> str | None:
    """`pair.question` about something that the passage doesn't tell; None where none was found."""
    ways: list[Callable[[], str | None]] = [
        lambda: _other_name(pair, article, random),
        lambda: _other_number(pair, random),
        lambda: _other_kind(pair, words, random),
        lambda: _other_kind(pair, words, random),
        lambda: _negated(pair, random),
    ]
    random.shuffle(ways)
    for way in ways:
        question = way()
        if question is not None and question != pair.question:
            return question
    return None


def other_passage(pair: Pair, article: Article, random: Random) -> str | None:
    """`pair.passage` with a name or number of the question replaced; None where it holds none."""
    answers = {pair.passage[start:end] for start, end in pair.answers}
    for pattern in (_NAME, _NUMBER):
        shared = [
            found
            for found in pattern.findall(pair.question)
            if found in pair.passage and found not in _ASKING
        ]
        shared = [
            found
            for found in shared
            if not any(found in answer or answer in found for answer in answers)
        ]
        if not shared:
            continue
        old = random.choice(shared)
        new = (
            _name_for(old, article, pair, random) if pattern is _NAME else _number_for(old, random)
        )
        if new is not None:
            return _replaced(pair.passage, old, new)
    return None


def _replaced(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


def _other_name(pair: Pair, article: Article, random: Random) -> str | None:
    names = [name for name in _NAME.findall(pair.question) if name not in _ASKING]
    if not names:
        return None
    old = random.choice(names)
    new = _name_for(old, article, pair, random)
    return None if new is None else pair.question.replace(old, new)


def _name_for(old: str, article: Article, pair: Pair, random: Random) -> str | None:
    for _ in range(6):
        text = random.choice(article.paragraphs).text
        found: list[str] = [
            name for name in _NAME.findall(text) if name.count(" ") == old.count(" ")
        ]
        found = [name for name in found if name not in pair.passage and name not in pair.question]
        if found:
            return random.choice(found)
    return None


def _other_number(pair: Pair, random: Random) -> str | None:
    numbers = _NUMBER.findall(pair.question)
    if not numbers:
        return None
    old = random.choice(numbers)
    new = _number_for(old, random)
    return None if new in pair.passage else pair.question.replace(old, new)


def _number_for(old: str, random: Random) -> str:
    """Another number that looks alike: a year stays a year."""
    digits = old.replace(",", "")
    if not digits.isdigit():
        return str(random.randrange(2, 100))
    value = int(digits)
    if len(digits) == 4 and "," not in old:
        return str(value + random.choice((-1, 1)) * random.randrange(1, 40))
    new = max(0, value + random.choice((-1, 1)) * random.randrange(1, max(3, value // 2 + 2)))
    return f"{new:,}" if "," in old else str(new)


def _other_kind(pair: Pair, words: Words, random: Random) -> str | None:
    held = set(re.findall(r"\w+", pair.passage.lower()))
    pieces = pair.question.split(" ")
    places = [
        i
        for i, piece in enumerate(pieces)
        if piece.isalpha() and len(piece) > 3 and piece.lower() in held
    ]
    random.shuffle(places)
    for place in places:
        new = sister(pieces[place], words, random)
        if new is not None and new not in held:
            return " ".join([*pieces[:place], new, *pieces[place + 1 :]])
    return None


def _negated(pair: Pair, random: Random) -> str | None:
    found = _VERB.search(pair.question)
    if found is None or random.random() < 0.5:
        return None
    verb = found.group()
    new = (
        f"{verb} not" if verb.lower() in ("will", "can") or random.random() < 0.5 else f"{verb}n't"
    )
    if verb.lower() in ("did", "do", "does") and "not" in new.split():
        new = verb + "n't"
    elif random.random() < 0.3:
        new = f"{verb} never"
    return pair.question[: found.start()] + new + pair.question[found.end() :]
