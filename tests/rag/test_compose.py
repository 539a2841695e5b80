"""A model's doubt and the reader's confidence: what becomes of an answer with quotes."""

import re
from collections.abc import Generator, Iterator, Sequence

import pytest

from rag.check import Checker
from rag.compose import NOT_FOUND, Composer
from rag.doubt import Doubt, joined
from rag.prompts import Message
from rag.types import Answer, Citation, Sentence, Span, Timings
from rag.write import Voice, Writer

QUOTE = "The harbour of Morrow exported 3,000 barrels of herring in 1907."


class Doubting:
    """A voice that says how much it doubts before it says the quote."""

    citing = False

    def __init__(self, doubt: float) -> None:
        self.doubt = doubt
        self.said = 0

    def warm(self, talk: Sequence[Message]) -> None: ...

    def close(self) -> None: ...

    def say(self, talk: Sequence[Message], quotes: Sequence[str] | None) -> Iterator[str | Doubt]:
        yield Doubt(self.doubt)
        for word in QUOTE.split():
            self.said += 1
            yield f"{word} "


class Quoting:
    """A voice that repeats the last quote it is given, with its number if it cites."""

    def __init__(self, *, citing: bool) -> None:
        self.citing = citing
        self.given = ""

    def warm(self, talk: Sequence[Message]) -> None: ...

    def close(self) -> None: ...

    def say(self, talk: Sequence[Message], quotes: Sequence[str] | None) -> Iterator[str]:
        self.given = talk[-1][1]
        number, quote = re.findall(r"\[(\d)\] “(.*)”", self.given)[-1]
        yield f"{quote} [{number}]" if self.citing else quote


def quoted(confidence: float, *others: str) -> Answer:
    """An answer in quotes, as the first layer gives it."""
    citations = tuple(
        Citation(
            number=number,
            document_id="d",
            title="Morrow",
            source="morrow.txt",
            span=Span(start=0, end=len(quote)),
            quote=quote,
        )
        for number, quote in enumerate((QUOTE, *others), start=1)
    )
    return Answer(
        question="How much herring was exported?",
        query="How much herring was exported?",
        status="answered",
        text="\n".join(one.quote for one in citations),
        sentences=tuple(
            Sentence(text=one.quote, citations=(one.number,), support="verbatim", score=1.0)
            for one in citations
        ),
        citations=citations,
        retrieved=(),
        confidence=confidence,
        answerer="quotes",
        timings=Timings(),
    )


def compose(voice: Voice, answer: Answer, leads: Sequence[int] = (1,)) -> Answer:
    events: Generator[object, None, Answer] = Composer(
        name="local:test", writer=Writer(voice, Checker(None))
    ).compose(answer, 0.2, leads)
    while True:
        try:
            next(events)
        except StopIteration as end:
            return end.value


def test_a_sure_reader_and_a_sure_model_answer() -> None:
    answer = compose(Doubting(0.001), quoted(0.9))
    assert answer.status == "answered"
    assert answer.answerer == "local:test"
    assert answer.confidence == pytest.approx(joined(0.9, Doubt(0.001)))


def test_doubt_that_outweighs_the_reader_refuses_before_a_word_is_written() -> None:
    voice = Doubting(0.99)
    answer = compose(voice, quoted(0.3))
    assert (answer.status, answer.text, answer.citations) == ("not_found", NOT_FOUND, ())
    assert [one.quote for one in answer.nearest] == [QUOTE]
    assert voice.said == 0


def test_more_doubt_is_less_confidence() -> None:
    sure = [joined(0.6, Doubt(part / 10)) for part in range(11)]
    assert sure == sorted(sure, reverse=True)
    assert all(0 < one < 1 for one in sure)


OTHERS = ("Tar was shipped to Riga.", "The beacon on Gull Rock was lit in March 1931.")


def test_a_small_model_is_given_the_leading_quotes_and_cites_them_by_their_numbers() -> None:
    voice = Quoting(citing=False)
    answer = compose(voice, quoted(0.9, *OTHERS), leads=(1, 3))
    assert OTHERS[0] not in voice.given
    assert [(one.text, one.citations, one.support) for one in answer.sentences] == [
        (OTHERS[1], (3,), "supported"),
        (QUOTE, (1,), "verbatim"),
    ]
    assert len(answer.citations) == 3


def test_a_model_that_cites_is_given_all_quotes() -> None:
    voice = Quoting(citing=True)
    answer = compose(voice, quoted(0.9, *OTHERS), leads=(1,))
    assert [(one.text, one.citations) for one in answer.sentences] == [(OTHERS[1], (3,))]
    assert OTHERS[0] in voice.given


def test_where_nothing_of_a_model_stands_all_quotes_do() -> None:
    class Inventing(Quoting):
        def say(self, talk: Sequence[Message], quotes: Sequence[str] | None) -> Iterator[str]:
            yield "The harbour of Morrow exported 9,000 barrels of herring in 1907."

    answer = compose(Inventing(citing=False), quoted(0.9, *OTHERS))
    assert [one.text for one in answer.sentences] == [QUOTE, *OTHERS]
    assert len(answer.withheld) == 1
    assert answer.answerer == "local:test"
