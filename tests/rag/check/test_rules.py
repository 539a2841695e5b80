"""Names, negations, comparisons, hedges and roles: each rule both ways."""

import pytest

from rag.check.attribution import dropped_hedge, swapped_roles
from rag.check.names import wrong_names
from rag.check.polarity import wrong_comparison, wrong_polarity

NAMES_HELD = [
    ("Russian forces came.", "Forces of Russia came."),
    ("Kim's plan failed.", "The plan of Kim failed."),
    ("The UN met.", "The United Nations met."),
    ("The United Nations met.", "The UN met."),
    ("Chinese ships left.", "Ships from China left."),
    ("She lives in Sao Paulo.", "She lives in São Paulo."),
    ("Soldiers fought in World War II.", "Soldiers fought in the Second World War."),
    ("President Putin spoke.", "Putin spoke."),
    ("Soldiers arrived.", "Troops arrived."),
    ("However, troops arrived.", "Troops arrived."),
    ("It flew an F-16.", "It flew an F16."),
    ("It left South Korea.", "It left the south of Korea, that is South Korea."),
]
NAMES_NOT_HELD = [
    ("Brazil sent troops.", "Russia sent troops."),
    ("He met Kim in Seoul.", "He met Kim in Moscow."),
    ("North Korea sent it.", "South Korea sent it."),
    ("It flew a KN-25.", "It flew a KN-23."),
    ("The WHO met.", "The UN met."),
    ("He fled to Austria.", "He fled to Australia."),
]


@pytest.mark.parametrize(("sentence", "quote"), NAMES_HELD)
def test_names_held(sentence: str, quote: str) -> None:
    assert wrong_names(sentence, [quote]) == []


@pytest.mark.parametrize(("sentence", "quote"), NAMES_NOT_HELD)
def test_names_not_held(sentence: str, quote: str) -> None:
    assert {finding.kind for finding in wrong_names(sentence, [quote])} == {"name"}


def test_a_name_may_stand_beside_the_quote_but_not_in_the_question_alone() -> None:
    sentence, quotes = "Kim met him in May.", ["He met him in May."]
    assert wrong_names(sentence, quotes, ["Kim went to Moscow. He met him in May."]) == []
    (finding,) = wrong_names(sentence, quotes, question="When did Kim meet him?")
    assert "question" in finding.message


@pytest.mark.parametrize(
    ("sentence", "quote", "flagged"),
    [
        ("The army did not retreat.", "The army retreated.", True),
        ("The army retreated.", "The army never retreated.", True),
        ("The army did not retreat.", "The army never retreated.", False),
        ("They avoided sanctions.", "They did not avoid sanctions.", True),
        ("The army retreated.", "The army, not the navy, retreated.", False),
    ],
)
def test_polarity(sentence: str, quote: str, flagged: bool) -> None:
    assert bool(wrong_polarity(sentence, [quote])) == flagged


@pytest.mark.parametrize(
    ("sentence", "quote", "flagged"),
    [
        ("Exports fell.", "Exports rose.", True),
        ("Exports grew.", "Exports rose.", False),
        ("It happened before the war.", "It happened after the war.", True),
        ("At least ten came.", "At most ten came.", True),
        ("Exports fell.", "Exports rose, then fell.", False),
    ],
)
def test_comparison(sentence: str, quote: str, flagged: bool) -> None:
    assert bool(wrong_comparison(sentence, [quote])) == flagged


@pytest.mark.parametrize(
    ("sentence", "quote", "flagged"),
    [
        ("Kim visited Moscow.", "Analysts say that Kim visited Moscow.", True),
        ("The troops fired missiles.", "The troops reportedly fired missiles.", True),
        ("They buy oil there.", "They plan to buy oil there.", True),
        ("Perhaps the troops fired missiles.", "The troops reportedly fired missiles.", False),
        ("Kim visited Moscow.", "Kim, who may be ill, visited Moscow.", False),
    ],
)
def test_hedges(sentence: str, quote: str, flagged: bool) -> None:
    assert bool(dropped_hedge(sentence, [quote])) == flagged


@pytest.mark.parametrize(
    ("sentence", "quote", "flagged"),
    [
        ("Russia sold oil to Korea.", "Korea sold oil to Russia.", True),
        ("Seoul confirmed it.", "Washington confirmed what Seoul suspected.", True),
        ("Korea sold oil to Russia.", "Korea sold oil to Russia.", False),
        ("Oil was sold by Korea to Russia.", "Korea sold oil to Russia.", False),
    ],
)
def test_roles(sentence: str, quote: str, flagged: bool) -> None:
    assert bool(swapped_roles(sentence, [quote])) == flagged
