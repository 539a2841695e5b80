"""A question that names a document is answered from that one, unless others speak of it too."""

from __future__ import annotations

from pathlib import Path

from rag import Answer, Corpus

ORLIN = """Whoever has worked here for a year has 31 days off in each year that follows. Days
that were not taken lapse at the end of March.

Those who fall ill call their team before nine in the morning. After three days of illness a note
from a doctor is asked for.
"""
TARN = """The company gives its people 24 days of leave in a year, and two more after five years
of work. Leave is asked for two weeks ahead.

Whoever is ill tells the office by noon. A doctor's note is needed from the first day of illness.
"""
LETTER = """The Orlin rules were written by Hanne Voss, who had been a judge before she came.
"""


def _asked(corpus: Corpus, folder: Path, texts: dict[str, str], question: str) -> Answer:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    corpus.add(sorted(folder.glob("*.txt")))
    return corpus.ask(question)


def test_the_named_document_answers_though_another_looks_more_alike(
    corpus: Corpus, tmp_path: Path
) -> None:
    texts = {"Orlin rules 2024": ORLIN, "Tarn rules 2024": TARN}
    answer = _asked(
        corpus,
        tmp_path,
        texts,
        "How many days of leave do the Orlin rules give its people in a year?",
    )
    assert {one.title for one in answer.citations} == {"Orlin rules 2024"}
    assert "31 days" in answer.citations[0].quote
    other = corpus.ask("How many days of leave do the Tarn rules give its people in a year?")
    assert {one.title for one in other.citations} == {"Tarn rules 2024"}


def test_what_another_document_says_of_the_named_one_is_found(
    corpus: Corpus, tmp_path: Path
) -> None:
    texts = {"Orlin rules": ORLIN, "A letter": LETTER}
    answer = _asked(corpus, tmp_path, texts, "Who wrote the Orlin rules?")
    assert answer.citations[0].title == "A letter"
    assert "Hanne Voss" in answer.citations[0].quote


def test_a_question_that_names_two_documents_is_asked_of_both(
    corpus: Corpus, tmp_path: Path
) -> None:
    texts = {"Orlin rules": ORLIN, "Tarn rules": TARN}
    question = "Is a doctor's note needed sooner by the Orlin rules or by the Tarn rules?"
    answer = _asked(corpus, tmp_path, texts, question)
    found = {one.passage.document_id for one in answer.retrieved}
    assert found >= {one.id for one in corpus.documents() if one.title in texts}
