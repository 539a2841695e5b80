from pathlib import Path

import pytest

from rag import Corpus
from rag.naming import find_name

TITLES = ["Black Death", "Steam_engine", "The Normans", "notes", "Death"]


def _bare(question: str, titles: list[str]) -> str | None:
    found = find_name(question, {str(number): title for number, title in enumerate(titles)})
    return found.bare if found else None


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
    assert _bare(question, TITLES) == bare


@pytest.mark.parametrize("title", ["", "the", "!?", "A title that is a whole sentence of its own"])
def test_what_is_no_name_is_left_in(title: str) -> None:
    assert _bare("What is a title that is a whole sentence of its own for?", [title]) is None


def test_a_number_at_the_end_of_a_title_may_be_left_out() -> None:
    titles = {"a": "Handbook 2023", "b": "Handbook-2024", "c": "Apache-2.0", "d": "1984"}
    for question, documents in (
        ("What does the handbook say of leave?", {"a", "b"}),
        ("What does the handbook 2024 say of leave?", {"b"}),
        ("who gives a patent under apache", {"c"}),
        ("Who wrote in 1984 about leave?", {"d"}),
    ):
        found = find_name(question, titles)
        assert found is not None
        assert found.documents == documents


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
