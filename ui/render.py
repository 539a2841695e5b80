"""Turns of a conversation as HTML.

Whatever comes from a document or a person passes through :func:`ui.safe.text`; nothing else in
the page escapes, and nothing else may put such words between tags.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag import Answer, Sentence
from ui.conversation import Conversation, Turn
from ui.icons import icon
from ui.notes import marker_html, nearest_html, notes_html
from ui.safe import text
from ui.verdict import checked_html
from ui.words import headline, plain_answer, spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a conversation is shown in."""

    is_ready: bool = True
    """Whether the models are loaded."""
    is_alone: bool = False
    """Whether there is but one document, which needn't be named again at each quote."""


def conversation_html(conversation: Conversation, setting: Setting = Setting()) -> str:
    """The whole conversation."""
    last = len(conversation) - 1
    return "".join(
        turn_html(turn, setting, is_last=number == last) for number, turn in enumerate(conversation)
    )


def turn_html(turn: Turn, setting: Setting = Setting(), *, is_last: bool = True) -> str:
    """A question and what became of it."""
    status = turn.answer.status if turn.answer is not None else ""
    return (
        f'<article class="turn" id="turn-{text(turn.id)}" data-turn="{text(turn.id)}"'
        f' data-state="{text(turn.state)}" data-status="{text(status)}"'
        f' data-say="{text(spoken(turn))}">'
        f'<h2 class="question" dir="auto"><span class="unseen" dir="ltr">You asked: </span>'
        f"{text(turn.question)}</h2>"
        f"{_searched(turn)}{_outcome(turn, setting, is_last=is_last)}</article>"
    )


def _searched(turn: Turn) -> str:
    if not turn.query or _plain(turn.query) == _plain(turn.question):
        return ""
    return (
        f'<p class="searched">Searched for: <span dir="auto">{text(turn.query)}</span> '
        f'<button type="button" class="link" data-do="edit" data-query="{text(turn.query)}"'
        ' aria-label="Change what was searched for, and ask again">Change</button></p>'
    )


def _outcome(turn: Turn, setting: Setting, *, is_last: bool) -> str:
    if turn.state == "failed":
        return _trouble(turn, is_last=is_last)
    if turn.state == "stopped":
        return f'<div class="answer stopped"><p>Stopped before the answer.</p>{_again()}</div>'
    if turn.answer is None:
        return _waiting(setting)
    if turn.answer.status == "not_found":
        return _not_found(turn, turn.answer, setting)
    return _answered(turn, turn.answer, setting)


def _waiting(setting: Setting) -> str:
    words = "Looking for the words that answer this"
    if not setting.is_ready:
        words = "Getting ready for the first answer"
    return (
        f'<div class="answer waiting"><p>{words}<span class="dots" aria-hidden="true">'
        "<i></i><i></i><i></i></span></p></div>"
    )


def _trouble(turn: Turn, *, is_last: bool) -> str:
    # Only the newest one calls out: an alert that comes back with a reload would be false.
    role = ' role="alert"' if is_last else ""
    return (
        f'<div class="answer trouble"{role}><p class="short">This question got no answer</p>'
        f"<p>{text(turn.trouble[:1].upper() + turn.trouble[1:])}</p>{_again()}</div>"
    )


_AGAIN = '<button type="button" data-do="again">Ask again</button>'


def _again() -> str:
    return f'<div class="acts">{_AGAIN}</div>'


def _answered(turn: Turn, answer: Answer, setting: Setting) -> str:
    return (
        f'<div class="answer">{_lead(turn, answer)}'
        f"{notes_html(answer.citations, is_alone=setting.is_alone)}{_acts(turn)}</div>"
    )


def _lead(turn: Turn, answer: Answer) -> str:
    """What stands above the quotes: the words that answer, or what a model wrote from them."""
    written = [sentence for sentence in answer.sentences if sentence.support != "verbatim"]
    if written:
        return f"{_written(answer.sentences)}{checked_html(answer)}"
    if turn.writing or turn.checked:
        return _being_written(turn)
    words = headline(answer)
    lead = f"{text(words)}{marker_html(answer.citations[0].number)}" if words else ""
    lead = f'<p class="short" dir="auto">{lead}</p>' if lead else ""
    return f"{lead}{checked_html(answer)}"


def _written(sentences: Iterable[Sentence]) -> str:
    body = " ".join(_sentence(sentence) for sentence in sentences)
    return f'<p class="short written" dir="auto">{body}</p>'


def _being_written(turn: Turn) -> str:
    """What a model has written so far: sentences that passed, and what waits for its check."""
    passed = " ".join(_sentence(one) for one in turn.checked if one.support == "supported")
    return (
        f'<p class="short writing" dir="auto">{passed} '
        f'<span class="unchecked">{text(turn.writing)}</span></p>'
        '<p class="verdict">Writing; each sentence is held against its quotes.</p>'
    )


def _sentence(sentence: Sentence) -> str:
    """A sentence of a written answer; a quote that stands for one is shown as a quote."""
    markers = "".join(marker_html(number) for number in sentence.citations)
    words = text(sentence.text)
    if sentence.support == "verbatim":
        words = f"<q>{words}</q>"
    return f'<span data-support="{text(sentence.support)}">{words}{markers}</span>'


def _not_found(turn: Turn, answer: Answer, setting: Setting) -> str:
    subject = "The document doesn’t" if setting.is_alone else "The documents don’t"
    return (
        f'<div class="answer none"><p class="short">{subject} say.</p>'
        f"{nearest_html(answer.nearest, is_alone=setting.is_alone)}"
        '<p class="hint">Another wording may find it: name the person, place or date you mean, '
        "and ask one thing at a time.</p>"
        f"{_acts(turn)}</div>"
    )


def _acts(turn: Turn) -> str:
    again = _AGAIN if turn.answer is not None and turn.answer.notice else ""
    return (
        f'<div class="acts">{again}'
        f'<button type="button" data-do="copy" data-copy="{text(plain_answer(turn))}">'
        f"{icon('copy')}Copy</button>"
        f"{_thumb(turn, 'helpful', 'Helpful')}{_thumb(turn, 'not_helpful', 'Not helpful')}"
        f"{_promise(turn)}</div>{_comment(turn)}"
    )


def _promise(turn: Turn) -> str:
    """What holds for every quote is said once, not at each."""
    if turn.answer is None or not turn.answer.citations:
        return ""
    return f'<span class="exact">{icon("check")}exact words</span>'


def _thumb(turn: Turn, verdict: str, label: str) -> str:
    pressed = "true" if turn.verdict == verdict else "false"
    return (
        f'<button type="button" class="thumb" data-do="judge" data-verdict="{verdict}"'
        f' aria-pressed="{pressed}" aria-label="{label}" title="{label}">{icon(verdict)}</button>'
    )


def _comment(turn: Turn) -> str:
    if turn.verdict is None:
        return ""
    if turn.comment:
        return '<p class="thanks">Thank you. Noted in the home of this index, nowhere else.</p>'
    return (
        '<form class="comment" data-do="comment"><label>A word on why (optional) '
        '<input type="text" name="comment" maxlength="500" autocomplete="off" dir="auto"></label>'
        '<button type="submit">Send</button></form>'
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
