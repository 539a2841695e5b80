"""A follow-up is understood from the sentence that the answer before it rests on."""

from collections.abc import Iterator

import pytest

from rag import Corpus, answer_json

MILL = """The windmill at Oster was built in 1790 by the carpenter Jens Holt. It ground rye for \
eleven villages. In 1843 the cap burned off, because a bearing had run dry on a stormy night. \
The miller's son, Aksel, ran for water and put out the fire. The pastor, too, helped to put it out \
with his own hands.

The mill was sold in 1901 to Karen Moe for three thousand crowns. She turned it into a school for \
weavers. Forty pupils lived in the old granary. Two of them, Signe Ravn and Else Berg, later \
wove the curtain of the theatre in the capital.

Today the mill is a museum. It is open from May to September and costs five crowns; children get \
in free. In winter it is closed, since the wings ice over. The cafe next door is run by the \
weavers' guild."""
PORT = """The harbour of Lund was dredged in 1950. It is open all year. The harbour master is \
Tove Lind, and the lighthouse was painted red because sailors had complained about fog."""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("talk")
    (folder / "mill.txt").write_text(MILL, encoding="utf-8")
    (folder / "port.txt").write_text(PORT, encoding="utf-8")
    with Corpus.open(folder / "home", empty=True) as corpus:
        corpus.add([folder / "mill.txt", folder / "port.txt"])
        yield corpus


@pytest.mark.parametrize(
    ("question", "answer", "follow_up", "told"),
    [
        ("What happened to the cap?", "the cap burned off", "Why?", "bearing had run dry"),
        ("Who put out the fire?", "Aksel", "Who else?", "The pastor"),
        ("How much does the museum cost?", "five crowns", "What about children?", "in free"),
        ("When is the museum open?", "May to September", "And in winter?", "closed"),
        ("Who bought the mill?", "Karen Moe", "And when?", "1901"),
        ("What did she make of it?", "a school for weavers", "How many pupils?", "Forty"),
    ],
)
def test_a_follow_up_finds_what_stands_near_the_answer(
    talk: Corpus, question: str, answer: str, follow_up: str, told: str
) -> None:
    found = talk.ask(follow_up, history=[(question, answer)])
    assert told in found.citations[0].quote


def test_the_answer_before_counts_by_its_first_quote(talk: Corpus) -> None:
    first = talk.ask("Why was the lighthouse painted red?")
    found = talk.ask("Who is the master?", history=[(first.question, first.text)])
    assert "Tove Lind" in found.citations[0].quote


@pytest.mark.parametrize(
    "answer", ["", " ", "The documents don't say.", "?!", "Nothing of this stands anywhere. " * 90]
)
def test_an_answer_that_stands_nowhere_is_no_obstacle(talk: Corpus, answer: str) -> None:
    found = talk.ask("And who built it?", history=[("When was the windmill built?", answer)])
    assert "Jens Holt" in found.citations[0].quote


def test_a_question_that_stands_alone_is_not_swayed(talk: Corpus) -> None:
    question = "When was the harbour of Lund dredged?"
    swayed = talk.ask(question, history=[("Who bought the mill?", "Karen Moe")])
    assert swayed.citations == talk.ask(question).citations


def test_what_was_said_of_another_document_stays_out(talk: Corpus) -> None:
    port = next(info.id for info in talk.documents() if info.title.startswith("port"))
    history = [("When is the museum open?", "It is open from May to September")]
    found = talk.ask("And in winter?", history=history, documents=[port])
    assert {one.passage.document_id for one in found.retrieved} == {port}
    assert all(one.document_id == port for one in (*found.citations, *found.nearest))


def test_a_conversation_repeats_to_the_byte(talk: Corpus) -> None:
    history = [("Who bought the mill?", "Karen Moe"), ("How much did she pay?", "")]
    answers = [answer_json(talk.ask("What else?", history=history)) for _ in range(2)]
    assert len({str(one | {"timings_ms": None}) for one in answers}) == 1
