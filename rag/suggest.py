"""Questions to start with, for a document that is new: made by a model, kept by the reader.

A small model makes many bad questions. One is kept only if the question flow, which knows nothing
of how it came about, answers it from the very passage that it was made from, and is sure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.types import Answer, Passage

MOST = 3
SURE = 0.5
"""The confidence that an answer must have."""
_TRIED = 8
_SHORTEST_PASSAGE = 120
_LONGEST_REPLY = 40
_LENGTH = range(15, 121)
_AWAY = re.compile(r"\b(passage|text|document|author|article|quote|paragraph|above)\b", re.I)
_SYSTEM = (
    "You write one short question that the given lines answer. Name what it is about, so that it "
    "can be understood without the lines. Write the question only."
)
_EXAMPLES = (
    (
        "The lamp of Morrow Point was put out in 1931, after the new lighthouse on Gull Rock had "
        "made it a candle beside a bonfire.",
        "When was the lamp of Morrow Point put out?",
    ),
    (
        "From the quays of Tarn went salted herring, rope and tar. Buyers came mostly from Lubeck.",
        "Which goods left the quays of Tarn?",
    ),
)
Mutter = Callable[[Sequence[tuple[str, str]], int], str]
"""A model's reply to a talk, of at most so many tokens."""


class Suggestions:
    """What was made, a file for each document. A document's id stands for its text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, list[str]] = {}

    def all(self) -> dict[str, list[str]]:
        """The questions of every document that some were made for, by its id."""
        names = [path.stem for path in self._folder.glob("*.json")]
        return {name: self.of(name) for name in names}

    def of(self, document_id: str) -> list[str]:
        """The questions that a document is known to answer."""
        if document_id not in self._read:
            try:
                kept = json.loads(self._file(document_id).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                return []
            self._read[document_id] = list(map(str, kept)) if isinstance(kept, list) else []
        return list(self._read[document_id])

    def knows(self, document_id: str) -> bool:
        """Whether questions were made for it, even if none was kept."""
        return self._file(document_id).exists()

    def keep(self, document_id: str, questions: Sequence[str]) -> None:
        """Keep what was made, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._file(document_id).with_suffix(".new")
        draft.write_text(json.dumps(list(questions), ensure_ascii=False), encoding="utf-8")
        draft.replace(self._file(document_id))

    def _file(self, document_id: str) -> Path:
        return self._folder / f"{document_id}.json"


def suggest(
    passages: Sequence[Passage], mutter: Mutter, answer: Callable[[str], Answer]
) -> list[str]:
    """At most three questions that the document of these passages answers.

    Args:
        passages: all of the document, in reading order.
        mutter: the model.
        answer: the question flow, asked of that document alone.
    """
    kept: list[str] = []
    for passage in _spread([one for one in passages if len(one.text) >= _SHORTEST_PASSAGE]):
        question = _clean(mutter(_talk(passage.text), _LONGEST_REPLY))
        if question and question not in kept and _is_answered(answer(question), passage):
            kept.append(question)
            if len(kept) == MOST:
                break
    return kept


def _spread(passages: Sequence[Passage]) -> list[Passage]:
    """Some passages from all parts of the document."""
    step = max(1.0, len(passages) / _TRIED)
    return [passages[int(k * step)] for k in range(min(_TRIED, len(passages)))]


def _talk(passage: str) -> list[tuple[str, str]]:
    talk = [("system", _SYSTEM)]
    for lines, question in _EXAMPLES:
        talk += [("user", lines), ("assistant", question)]
    return [*talk, ("user", passage)]


def _clean(reply: str) -> str:
    """The question in a reply; empty where it is none that stands alone."""
    question = " ".join(reply.split()).strip('"“” ')
    fits = question.endswith("?") and len(question) in _LENGTH and not _AWAY.search(question)
    return question if fits else ""


def _is_answered(answer: Answer, passage: Passage) -> bool:
    return (
        answer.status == "answered"
        and answer.confidence >= SURE
        and passage.span.covers(answer.citations[0].span)
    )
