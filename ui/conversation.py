"""A conversation: its turns, and the form in which a browser keeps them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from rag import Answer, Sentence

State: TypeAlias = Literal["asking", "done", "stopped", "failed"]
Verdict: TypeAlias = Literal["helpful", "not_helpful"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what became of it."""

    id: str
    question: str
    state: State = "asking"
    query: str = ""
    """What was searched; empty until it is known."""
    answer: Answer | None = None
    writing: str = ""
    """What a language model has written so far, not yet checked."""
    checked: tuple[Sentence, ...] = ()
    """The sentences of what it writes that have been checked so far."""
    attempt: int = 1
    trouble: str = ""
    """Why there is no answer, and what to do, when the state is `failed`."""
    verdict: Verdict | None = None
    comment: str = ""


Conversation: TypeAlias = tuple[Turn, ...]

_TURN = TypeAdapter(Turn)


def new_turn(question: str) -> Turn:
    """A turn for a question that is about to be asked."""
    return Turn(id=secrets.token_hex(6), question=question)


def to_browser(conversation: Conversation) -> list[dict[str, Any]]:
    """The conversation as JSON values, for the browser to keep."""
    return [_TURN.dump_python(_light(turn), mode="json") for turn in conversation]


def from_browser(kept: object) -> Conversation:
    """The conversation that a browser kept; a turn that can't be read is left out."""
    turns = []
    for item in kept if isinstance(kept, list) else []:
        try:
            turns.append(_TURN.validate_python(item))
        except ValidationError:
            continue
    return tuple(turns)


def history(conversation: Conversation) -> tuple[tuple[str, str], ...]:
    """The exchanges that a follow-up question may refer to."""
    return tuple(
        (turn.question, turn.answer.text)
        for turn in conversation
        if turn.state == "done" and turn.answer is not None
    )


def settle(conversation: Conversation) -> Conversation:
    """The conversation with every question that is still being asked stopped.

    Quotes that were there already stay: they are an answer, which nobody wrote out.
    """
    return tuple(_stopped(turn) if turn.state == "asking" else turn for turn in conversation)


def _stopped(turn: Turn) -> Turn:
    if turn.answer is None:
        return replace(turn, state="stopped")
    quotes = replace(turn.answer, notice="you stopped it")
    return replace(turn, state="done", answer=quotes, writing="", checked=(), attempt=1)


def find(conversation: Sequence[Turn], turn_id: object) -> Turn | None:
    """The turn of that id, if it is in the conversation."""
    return next((turn for turn in conversation if turn.id == turn_id), None)


def swap(conversation: Conversation, new: Turn) -> Conversation:
    """The conversation with the turn of `new`'s id replaced by it."""
    return tuple(new if turn.id == new.id else turn for turn in conversation)


def _light(turn: Turn) -> Turn:
    """The turn without the passages that were searched through, which weigh the most."""
    if turn.answer is None:
        return turn
    return replace(turn, answer=replace(turn.answer, retrieved=()))
