"""Words are compared by stem, numbers by value, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.terms import query_terms, terms


@pytest.mark.parametrize(
    "written", ["3,000", "three,000", "Three Thousand", "3000", "three thousand"]
)
def test_one_number_is_one_term(written: str) -> None:
    assert terms(f"about {written} soldiers")[1] == "3000"


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("twenty-four", ["24"]),
        ("two hundred and six", ["200", "and", "6"]),
        ("1,250,000", ["1250000"]),
        ("five million", ["5000000"]),
        ("3.5", ["3.5"]),
    ],
)
def test_numbers(written: str, term: list[str]) -> None:
    assert terms(written) == term


def test_forms_of_a_word_are_one_term() -> None:
    assert terms("Treaties, treaty; the army’s") == ["treati", "treati", "the", "armi"]


def test_a_question_is_searched_by_what_it_asks_for() -> None:
    assert query_terms("When was the defence pact signed?") == ["defenc", "pact", "sign"]


def test_a_question_of_nothing_but_small_words_keeps_them() -> None:
    assert query_terms("What is it?") == ["what", "is", "it"]


def test_chinese_is_compared_by_pairs_of_characters() -> None:
    assert terms("北京大学") == ["北京", "京大", "大学"]


@given(st.text())
def test_any_text_has_terms_without_white_space(text: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in terms(text))
