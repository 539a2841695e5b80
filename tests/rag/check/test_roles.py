"""Who does it to whom, and who says it."""

import pytest

from rag.check.direction import turned_around
from rag.check.sources import made_up_source


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Arvedia could give Belmora rope.", "Belmora continues to provide Arvedia with rope."),
        ("Belmora received rope from Arvedia.", "Belmora sent rope to Arvedia."),
        ("Belmora attacked Arvedia.", "In 1907 Arvedia attacked Belmora at night."),
        ("Belmora was attacked by Arvedia.", "In 1907 Belmora attacked Arvedia at night."),
    ],
)
def test_a_deed_the_other_way_round_is_told(sentence: str, quote: str) -> None:
    assert [one.kind for one in turned_around(sentence, [quote])] == ["role"]


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Belmora gives Arvedia rope.", "Belmora continues to provide Arvedia with rope."),
        ("Arvedia received rope from Belmora.", "Belmora sent rope to Arvedia."),
        ("Arvedia was attacked by Belmora.", "Belmora attacked Arvedia in 1907."),
        ("Belmora and Arvedia signed it.", "Arvedia and Belmora signed it."),
        ("Belmora met Arvedia.", "Nothing is known of it."),
    ],
)
def test_the_same_deed_in_other_words_is_not(sentence: str, quote: str) -> None:
    assert not turned_around(sentence, [quote])


def test_a_source_that_says_nothing_in_the_quotes_is_told() -> None:
    quote = "Reporters say that the pact broke, in a long and wet summer. Arvedia lay far from it."
    (finding,) = made_up_source("The mayor of Arvedia said that the pact broke.", [quote])
    assert finding.kind == "attribution"
    assert "Arvedia" in finding.message


@pytest.mark.parametrize(
    "sentence",
    [
        "The Arvedia Post suspects that six boats went down.",
        "According to the Arvedia Post, six boats went down.",
        "Fishermen say that six boats went down.",
    ],
)
def test_a_source_of_the_quotes_may_be_named(sentence: str) -> None:
    assert not made_up_source(sentence, ["The Arvedia Post suspects that six boats went down."])
