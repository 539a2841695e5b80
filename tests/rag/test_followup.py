"""A question that leans on the one before is read together with it; any other stands alone."""

import pytest

from rag.followup import readings, standalone

HISTORY = [("Who built the bridge at Quebec?", "The Phoenix company built it.")]


@pytest.mark.parametrize(
    "question",
    [
        "And who else?",
        "What about the second one?",
        "Why?",
        "When was it finished?",
        "Did they have any trouble with that?",
        "How long did this take?",
        "Who paid for it?",
        "Which one?",
        "What happened after that?",
        "And the workers?",
    ],
)
def test_a_leaning_question_is_read_with_the_one_before(question: str) -> None:
    assert standalone(question, HISTORY) == f"Who built the bridge at Quebec? {question}"


@pytest.mark.parametrize(
    "question",
    [
        "How many workers died in the collapse of 1907?",
        "Which company supplied the steel for the towers?",
        "Did Theodore Cooper visit the site before he died?",
        "Is it true that the Quebec bridge collapsed twice?",
        "What laws say that engineers must be licensed?",
    ],
)
def test_a_question_that_names_its_subject_stands_alone(question: str) -> None:
    assert standalone(question, HISTORY) == question


def test_without_history_a_question_is_only_tidied() -> None:
    assert standalone("  And   who else? ") == "And who else?"


def test_a_chain_goes_back_to_the_question_that_stood_alone() -> None:
    history = [*HISTORY, ("When was it finished?", "In 1917.")]
    assert standalone("Why so late?", history) == (
        "Who built the bridge at Quebec? When was it finished? Why so late?"
    )
    assert standalone("And its length?", [("Who was Ada Lovelace?", "…"), *HISTORY]) == (
        "Who built the bridge at Quebec? And its length?"
    )


def test_a_fragment_can_be_read_in_two_ways() -> None:
    assert readings("And in 1917?", HISTORY) == (
        "And in 1917?",
        "And in 1917? Who built the bridge at Quebec?",
    )
    for whole in ("Which company supplied the steel?", "When was it finished?"):
        assert readings(whole, HISTORY) == (whole,)


def test_of_a_long_text_what_it_asks_is_read() -> None:
    story = "I walked there with my father many years ago, and it rained all day long. " * 4
    assert readings(f"{story}Who built it?") == ("Who built it?",)
    assert readings(story) == (story.strip(),)
