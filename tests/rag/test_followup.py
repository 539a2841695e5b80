"""A question that leans on the one before is read together with it; any other stands alone."""

import pytest

from rag.followup import asks_for_more, own_words, readings, standalone

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


def test_a_question_is_read_alone_and_with_what_it_leans_on() -> None:
    said = "Who built the bridge at Quebec? The Phoenix company built it."
    assert readings("And in 1917?") == ("And in 1917?",)
    assert readings("And in 1917?", said) == ("And in 1917?", f"And in 1917? {said}")


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Who else paid for it?", "Who paid for it?"),
        ("What else?", "What?"),
        ("Which other towns paid?", "Which towns paid?"),
        ("What did the other say?", "What did the other say?"),
        ("Who paid for it?", "Who paid for it?"),
    ],
)
def test_who_asks_for_more_asks_the_same_again(question: str, plain: str) -> None:
    assert own_words(question) == plain
    assert asks_for_more(question) == (question != plain)


def test_of_a_long_text_what_it_asks_is_read() -> None:
    story = "I walked there with my father many years ago, and it rained all day long. " * 4
    assert readings(f"{story}Who built it?") == ("Who built it?",)
    assert readings(story) == (story.strip(),)
