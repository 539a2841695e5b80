"""Numbers and dates are found however they are written, and never taken for others."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.check.quantities import quantities
from rag.check.values import wrong_values
from rag.reader.numbers import spell

HELD = [
    ("3,000 soldiers came.", "Some three,000 troopers came."),
    ("Three thousand soldiers came.", "3000 soldiers came."),
    ("It cost $1.5 million.", "It cost $1,500,000."),
    ("It cost 1.5m euros.", "It cost 1.5 million euros."),
    ("It has 24 ships.", "It has two dozen ships."),
    ("Half of them agreed.", "50 percent of them agreed."),
    ("50% of them agreed.", "50 per cent of them agreed."),
    ("It came first.", "It came 1st."),
    ("It was in the twenty-first century.", "It was in the 21st century."),
    ("It was signed in June 2023.", "Signed 2023-06-14."),
    ("It was signed in June 2023.", "In 2023 much happened; in June it was signed."),
    ("It was signed on 14 June 2023.", "It was signed on June 14, 2023."),
    ("It fell in the 1990s.", "It fell in 1994."),
    ("It lasted from 1854 to 1856.", "The war (1854–56) was long."),
    ("Thousands of men came.", "3,000 men came."),
    ("Two countries signed.", "Both countries signed."),
    ("One of them left.", "Nobody knows them."),
    ("In the 2010-11 season it won.", "It won in the 2010–11 season."),
]
NOT_HELD = [
    ("4,000 soldiers came.", "3,000 soldiers came."),
    ("It cost $5 million.", "It cost 5 million euros."),
    ("50 people agreed.", "50% of the people agreed."),
    ("One missile was fired.", "The first missile was fired."),
    ("Three tests were made.", "The third test was made."),
    ("It came second.", "It had two ships."),
    ("It was signed in June 2024.", "It was signed in June 2023."),
    ("It was signed in July.", "It was signed in June 2023."),
    ("It was in the 1980s.", "It was in 1994."),
    ("It is 5 km long.", "It is 5 miles long."),
    ("There were 5 ships.", "There were 3 ships and 5 planes."),
    ("It doubled.", "It grew."),
]


@pytest.mark.parametrize(("sentence", "quote"), HELD)
def test_held(sentence: str, quote: str) -> None:
    assert wrong_values(sentence, [quote]) == []


@pytest.mark.parametrize(("sentence", "quote"), NOT_HELD)
def test_not_held(sentence: str, quote: str) -> None:
    assert [finding.kind for finding in wrong_values(sentence, [quote])] == ["value"]


def test_an_ordinal_read_as_a_count_is_named() -> None:
    (finding,) = wrong_values("Three tests were made.", ["The third test was made."])
    assert finding.words == "Three"
    assert '"third"' in finding.message


@given(some.integers(0, 999_999))
def test_a_number_is_the_same_in_digits_and_words(value: int) -> None:
    for written in (f"{value}", f"{value:,}", spell(value)):
        (found,) = quantities(f"There are {written} ships.")
        assert found.value == value


@given(some.integers(3, 999_999), some.integers(3, 999_999))
def test_another_number_is_never_held(one: int, other: int) -> None:
    flagged = bool(wrong_values(f"There are {one:,} ships.", [f"There are {other} ships."]))
    assert flagged == (one != other)


@given(some.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text.isascii() is False or one.words in text for one in quantities(text))
