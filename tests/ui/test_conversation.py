"""A conversation in a browser: kept whole, read back whole, and never a reason to fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import answered, citation, not_found, turn

from rag import Answered, BadQuestion, HomeLocked, Quoted, Searched, Writing
from ui.asking import Asked, ask
from ui.conversation import from_browser, history, settle, to_browser

QUOTE = citation("A quote, one of two.", "A quote", words="quote")


def test_what_a_browser_keeps_comes_back_the_same() -> None:
    kept = (
        turn(answered(QUOTE), verdict="helpful", comment="yes"),
        turn(not_found(QUOTE), id="t2"),
        turn(id="t3", state="failed", trouble="No."),
    )
    assert from_browser(json.loads(json.dumps(to_browser(kept)))) == kept


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(json_values)
def test_what_makes_no_sense_is_left_out(value: Any) -> None:
    good = to_browser((turn(answered(QUOTE)),))
    assert len(from_browser([value, *good])) == 1
    from_browser(value)


def test_only_answers_are_history_and_what_hung_is_stopped() -> None:
    kept = (turn(answered(QUOTE)), turn(id="t2", state="asking"), turn(id="t3", state="failed"))
    assert history(kept) == (("Who?", "A quote"),)
    assert [one.state for one in settle(kept)] == ["done", "stopped", "failed"]


def test_quotes_that_were_there_outlast_a_stop() -> None:
    [kept] = settle((turn(answered(QUOTE), state="asking", writing="A thief of"),))
    assert kept.state == "done" and kept.writing == ""
    assert kept.answer is not None and kept.answer.citations == answered(QUOTE).citations
    assert kept.answer.notice == "you stopped it"


class _Scripted:
    """A corpus that says what it was told to say."""

    def __init__(self, *events: Any) -> None:
        self.events = events
        self.asked: dict[str, Any] = {}

    def stream(self, question: str, **known: Any) -> Iterator[Any]:
        self.asked = {"question": question, **known}
        for event in self.events:
            if isinstance(event, Exception):
                raise event
            yield event


def steps(*events: Any, question: str = " Who? ") -> list[Any]:
    corpus: Any = _Scripted(*events)
    return [step[-1] for step in ask(corpus, Asked(question=question, earlier=(turn(),)))]


def test_events_become_steps_of_a_turn() -> None:
    answer = answered(QUOTE, query="Who is it?")
    first, searched, quoted, writing, last = steps(
        Searched(query="Who is it?", retrieved=()),
        Quoted(answer=answer),
        Writing(text="It is"),
        Answered(answer=answer),
    )
    assert (first.question, first.state, first.query) == ("Who?", "asking", "")
    assert searched.query == "Who is it?"
    assert (quoted.answer, quoted.state) == (answer, "asking")
    assert writing.writing == "It is"
    assert (last.state, last.answer, last.writing) == ("done", answer, "")


def test_a_failure_is_a_turn_that_says_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    assert steps(HomeLocked("close the other one"))[-1].trouble == "close the other one"
    unexpected = steps(RuntimeError("secret detail"))[-1]
    assert unexpected.state == "failed"
    assert "secret detail" not in unexpected.trouble
    assert "secret detail" in caplog.text


def test_a_bad_question_is_no_part_of_the_conversation() -> None:
    with pytest.raises(BadQuestion):
        steps(BadQuestion("too long"), question="x" * 2000)
