from pathlib import Path

import pytest

from rag import Corpus
from rag.naming import without_name

TITLES = ["Black Death", "Steam_engine", "The Normans", "notes", "Death"]


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("what were the symptoms of the black death", "what were the symptoms"),
        ("Why did steam engines go out of use?", "Why did go out of use?"),
        ("Who led the Normans in 1066?", "Who led in 1066?"),
        ("where were black death victims buried", "where were victims buried"),
        ("How many people died?", None),
        ("What is the Black Death?", None),
        ("black death", None),
        ("", None),
    ],
)
def test_the_longest_title_that_stands_whole_is_left_out(question: str, bare: str | None) -> None:
    assert without_name(question, TITLES) == bare


@pytest.mark.parametrize("title", ["", "the", "!?", "A title that is a whole sentence of its own"])
def test_what_is_no_name_is_left_in(title: str) -> None:
    assert without_name("What is a title that is a whole sentence of its own for?", [title]) is None


FEVER = """Lantern fever came to the port of Orksund with a grain ship in 1702. Historians say that
lantern fever was so severe because of war, hunger and bad harvests.

The sick had swollen hands, a high temperature and a dry cough, and most were well again after two
weeks. The town's two doctors gave them willow bark.

Lantern fever was named after the lanterns that hung before the houses of the sick. Later reports
of lantern fever come from the islands. Nobody wrote about lantern fever before 1690.
"""


def test_sentences_that_dont_say_the_name_again_answer_too(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "Lantern fever.txt"
    file.write_text(FEVER, encoding="utf-8")
    corpus.add(file)
    answer = corpus.ask("how long did lantern fever last")
    first = answer.citations[0]
    assert first.answer is not None
    assert "two\nweeks" in FEVER[first.answer.start : first.answer.end]
    assert first.quote == FEVER[first.span.start : first.span.end]
