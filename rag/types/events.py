"""What a question's stream says while its answer comes about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rag.types.answer import Answer, Retrieved, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Stream event: the query that was searched, and what it found."""

    query: str
    retrieved: tuple[Retrieved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Stream event: the whole first layer, complete without a language model."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Stream event: text of a language model as it comes, not yet checked."""

    text: str
    attempt: int = 1
    """2 where the answer is written once more, since something in the first was not held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Stream event: a written sentence and its verdict."""

    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Stream event, always the last: the same Answer that `ask` returns."""

    answer: Answer


Event: TypeAlias = Searched | Quoted | Writing | Checked | Answered
