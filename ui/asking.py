"""A question on its way: the library's events become steps of a conversation."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag import (
    Answered,
    BadQuestion,
    Checked,
    Corpus,
    Event,
    FootnoteError,
    Quoted,
    Searched,
    Writing,
)
from ui.conversation import Conversation, Turn, history, new_turn

_LOG = logging.getLogger(__name__)
# A longer text may turn out to be endless, and would fill the page before the library says so.
_SHOWN_AT_ONCE = 1000
_UNEXPECTED = (
    "Something went wrong that Footnote didn't expect. Your question is kept: ask it again. "
    "The terminal that runs the page says more."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with all that it depends on."""

    question: str
    earlier: Conversation = ()
    documents: Sequence[str] | None = None
    """Ids of the documents to ask; None for all."""
    answerer: str = "quotes"


def ask(corpus: Corpus, asked: Asked) -> Iterator[Conversation]:
    """The conversation after each step of the answer, the question itself first.

    Raises:
        BadQuestion: the question is empty or endless; it is no part of the conversation.
    """
    turn = new_turn(asked.question.strip())
    if 0 < len(turn.question) <= _SHOWN_AT_ONCE:
        yield (*asked.earlier, turn)
    for step in _steps(corpus, asked, turn):
        yield (*asked.earlier, step)


def _steps(corpus: Corpus, asked: Asked, turn: Turn) -> Iterator[Turn]:
    try:
        for event in corpus.stream(
            turn.question,
            history=history(asked.earlier),
            documents=asked.documents,
            answerer=asked.answerer,
        ):
            turn = advance(turn, event)
            yield turn
    except BadQuestion:
        raise
    except FootnoteError as error:
        yield replace(turn, state="failed", trouble=str(error))
    except Exception:
        _LOG.exception("a question could not be answered")
        yield replace(turn, state="failed", trouble=_UNEXPECTED)


def advance(turn: Turn, event: Event) -> Turn:
    """The turn after one more event of the library's stream."""
    match event:
        case Searched():
            return replace(turn, query=event.query)
        case Quoted():
            return replace(turn, query=event.answer.query, answer=event.answer)
        case Writing():
            again = event.attempt > turn.attempt
            return replace(
                turn,
                writing=event.text if again else turn.writing + event.text,
                checked=() if again else turn.checked,
                attempt=event.attempt,
            )
        case Checked():
            return replace(turn, checked=(*turn.checked, event.sentence), writing="")
        case Answered():
            return replace(
                turn,
                state="done",
                query=event.answer.query,
                answer=event.answer,
                writing="",
                checked=(),
            )
