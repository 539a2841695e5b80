"""A model's doubt and the reader's confidence: what becomes of an answer with quotes."""

from collections.abc import Generator, Iterator, Sequence

import pytest

from rag.check import Checker
from rag.compose import NOT_FOUND, Composer
from rag.doubt import Doubt, joined
from rag.prompts import Message
from rag.types import Answer, Citation, Sentence, Span, Timings
from rag.write import Writer

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


def quoted(confidence: float) -> Answer:
    citation = Citation(
        number=1,
        document_id="d",
        title="Morrow",
        source="morrow.txt",
        span=Span(start=0, end=len(QUOTE)),
        quote=QUOTE,
    )
    return Answer(
        question="How much herring was exported?",
        query="How much herring was exported?",
        status="answered",
        text=QUOTE,
        sentences=(Sentence(text=QUOTE, citations=(1,), support="verbatim", score=1.0),),
        citations=(citation,),
        retrieved=(),
        confidence=confidence,
        answerer="quotes",
        timings=Timings(),
    )


def compose(voice: Doubting, answer: Answer) -> Answer:
    events: Generator[object, None, Answer] = Composer(
        name="local:test", writer=Writer(voice, Checker(None))
    ).compose(answer, 0.2)
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
