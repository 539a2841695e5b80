"""What is asked of a local model, and what comes back, in our words and in llama.cpp's."""

from __future__ import annotations

import math
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Message: TypeAlias = tuple[str, str]
"""Who speaks ("system", "user" or "assistant") and what is said."""
Prefix: TypeAlias = tuple[Message, ...]
SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the model."""

    messages: tuple[Message, ...]
    max_tokens: int
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    """A GBNF grammar that the reply must follow."""
    top: int = 0
    """For how many of the likeliest first tokens the probability is wanted."""
    patient: bool = False
    """Whether everybody else goes first; stopped in the middle where somebody comes."""
    opening: int | None = None
    """How many messages many requests begin with, where the asker knows."""

    @property
    def prefix(self) -> Prefix:
        """The opening; where it isn't known, the messages before the last that the user says."""
        if self.opening is not None:
            return self.messages[: self.opening]
        last = max((at for at, (who, _) in enumerate(self.messages) if who == "user"), default=0)
        return self.messages[:last]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a reply, as it comes."""

    text: str
    first: Mapping[str, float] | None = None
    """The probabilities of the likeliest first tokens, once, with the first piece."""
    finish: str | None = None
    """With the last piece: "stop", or "length" where the reply was cut off."""
    prompt_tokens: int = 0
    reply_tokens: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A request on its way, and the pieces that its asker waits for."""

    request: Request
    pieces: queue.SimpleQueue[Piece | BaseException | None] = field(
        default_factory=queue.SimpleQueue
    )
    cancelled: threading.Event = field(default_factory=threading.Event)

    def stopped(self) -> bool:
        """Whether nobody waits any more, or the program is ending."""
        return self.cancelled.is_set() or not threading.main_thread().is_alive()


def payload(request: Request) -> dict[str, Any]:
    """The request as llama.cpp takes it."""
    told: dict[str, Any] = {
        "messages": [{"role": who, "content": what} for who, what in request.messages],
        "max_tokens": request.max_tokens,
        "temperature": 0,
        "seed": SEED,
        "cache_prompt": True,
    }
    if request.stop:
        told["stop"] = list(request.stop)
    if request.grammar:
        told["grammar"] = request.grammar
    if request.top:
        told |= {"logprobs": True, "top_logprobs": request.top}
    return told


def top_probabilities(tokens: list[Mapping[str, Any]]) -> dict[str, float]:
    """The probability of each text; tokens that read the same are one."""
    found: dict[str, float] = {}
    for token in tokens:
        found[token["token"]] = found.get(token["token"], 0.0) + math.exp(token["logprob"])
    return found
