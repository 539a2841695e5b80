"""Questions for a new document: few, answered by the passage they were made from, or none."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag import Answer, Corpus, ModelFailed
from rag.quiet import Quiet
from rag.suggest import suggest

TEXT = """The lighthouse of Rauma was built by the mason Otto Berg in 1881, and it burned for nine
days in the winter of 1902, since nobody could cross the ice.

The keeper of the lighthouse, Astrid Holm, counted four hundred ships in the spring of 1903, and
she wrote each of their names into a green book that is kept in the town hall of Rauma.
"""


@pytest.fixture
def lighthouse(corpus: Corpus, tmp_path: Path) -> Corpus:
    (tmp_path / "lighthouse.txt").write_text(TEXT)
    corpus.add(tmp_path / "lighthouse.txt")
    return corpus


def made(corpus: Corpus, *replies: str) -> list[str]:
    """What is kept when a model says these things, one for each passage."""
    info = corpus.documents()[0]
    said = iter(replies)

    def mutter(talk: Sequence[tuple[str, str]], longest: int) -> str:
        assert longest > 0
        assert talk[-1][1] in TEXT
        return next(said)

    def answer(question: str) -> Answer:
        return corpus.ask(question, documents=[info.id])

    return suggest(corpus.passages(info.id), mutter, answer)


def test_a_question_that_its_passage_answers_is_kept(lighthouse: Corpus) -> None:
    good = "Who built the lighthouse of Rauma?"
    assert made(lighthouse, f' "{good}" ', "How many ships did Astrid Holm count?") == [
        good,
        "How many ships did Astrid Holm count?",
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "Who painted the ceiling of the chapel in Rome?",
        "What does the passage say about the lighthouse?",
        "The lighthouse of Rauma was built in 1881.",
        "Who?",
        "How many ships did Astrid Holm count?",  # answered, but by another passage
        "",
    ],
)
def test_others_are_not(lighthouse: Corpus, reply: str) -> None:
    assert made(lighthouse, reply, "") == []


def test_without_a_local_model_there_are_none(lighthouse: Corpus) -> None:
    [info] = lighthouse.documents()
    assert lighthouse.suggest(info.id) == []
    assert lighthouse.suggested() == {}


def test_what_was_made_is_kept_for_those_who_see_the_document(
    lighthouse: Corpus, tmp_path: Path
) -> None:
    [info] = lighthouse.documents()
    lighthouse._index.suggestions.keep(info.id, ["Who built it, and when?"])
    assert lighthouse.suggested() == {info.id: ["Who built it, and when?"]}
    assert lighthouse.suggestions() == ["Who built it, and when?"]
    lighthouse.add(tmp_path / "lighthouse.txt", groups=["keepers"])
    assert lighthouse.seen_by([]).suggested() == {}
    assert lighthouse.seen_by(["keepers"]).suggested() == {info.id: ["Who built it, and when?"]}


def test_it_waits_until_nobody_asks() -> None:
    quiet = Quiet()
    went_on = threading.Event()
    with quiet.broken():
        threading.Thread(target=lambda: (quiet.wait(), went_on.set()), daemon=True).start()
        assert not went_on.wait(0.3)
    ended = time.monotonic()
    assert went_on.wait(10)
    assert time.monotonic() - ended > 0.5


def test_a_question_goes_before_and_stops_what_can_wait(smollm2: Path) -> None:
    from rag.llm.local import LocalChat

    chat = LocalChat(path=smollm2, threads=1)
    begun, stopped = threading.Event(), []

    def mutter() -> None:
        try:
            for _ in chat.stream("Count to five hundred.", max_tokens=400, patient=True):
                begun.set()
        except ModelFailed as failed:
            stopped.append(failed)

    patient = threading.Thread(target=mutter)
    patient.start()
    assert begun.wait(60)
    assert chat.invoke("Say hello.", max_tokens=2).content
    patient.join(60)
    assert len(stopped) == 1
    assert chat.invoke("Say hello.", max_tokens=2, patient=True).content
    chat.close()
