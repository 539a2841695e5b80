import pytest

from rag.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the pact signed?", ("When was the pact signed?",)),
        (
            "When was the pact signed and who signed the pact?",
            ("When was the pact signed?", "who signed the pact?"),
        ),
        (
            "Who won the race? How long did the race last?",
            ("Who won the race?", "How long did the race last?"),
        ),
        (
            "When and where was the pact signed?",
            ("When was the pact signed?", "Where was the pact signed?"),
        ),
        (
            "When did the leaders meet, and where?",
            ("When did the leaders meet?", "Where did the leaders meet?"),
        ),
        (
            "How was it built and why? Who paid for the bridge?",
            ("How was it built and why? Who paid for the bridge?",),
        ),
        ("when and where", ("when and where",)),
        (
            "Do you know when and where it was signed?",
            ("Do you know when and where it was signed?",),
        ),
        ("Who built the bridge and why?", ("Who built the bridge and why?",)),
        (
            "I read that two ships sank. Who owned them?",
            ("I read that two ships sank. Who owned them?",),
        ),
        (
            "When was the pact signed, and what does it allow?",
            ("When was the pact signed?", "what does it allow?"),
        ),
        ("How many and which ships sank?", ("How many and which ships sank?",)),
        ("the king and who he married", ("the king and who he married",)),
        ("", ("",)),
    ],
)
def test_a_question_falls_into_what_it_asks(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


def test_a_long_list_of_questions_is_read_as_one() -> None:
    question = " ".join(f"Who built the bridge of town {n}?" for n in range(9))
    assert parts(question) == (question,)
