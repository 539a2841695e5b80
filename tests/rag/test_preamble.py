"""What is said before a question, and isn't a part of it."""

import pytest

from rag import Corpus
from rag.preamble import without_preamble


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Does the article say who won the World Cup?", "who won the World Cup?"),
        ("does this document mention why it failed", "why it failed"),
        ("According to the text, when was it signed?", "when was it signed?"),
        ("Could you please tell me how many came?", "how many came?"),
        ("I’d like to know where they met.", "where they met."),
        ("Who won the World Cup?", "Who won the World Cup?"),
        ("Does the article criticise the pact?", "Does the article criticise the pact?"),
        ("What does the report say about costs?", "What does the report say about costs?"),
        ("According to the article", "According to the article"),
    ],
)
def test_only_what_stands_before_the_question_is_taken_off(asked: str, meant: str) -> None:
    assert without_preamble(asked) == meant


def test_a_wrapped_question_is_answered_or_refused_as_the_bare_one(article: Corpus) -> None:
    for wrapped, bare in (
        ("Does the article say who won the World Cup?", "who won the World Cup?"),
        (
            "Can you tell me when Moscow and Pyongyang signed the settlement?",
            "when Moscow and Pyongyang signed the settlement?",
        ),
    ):
        one, other = article.ask(wrapped), article.ask(bare)
        assert (one.status, one.citations) == (other.status, other.citations)
    assert article.ask("Does the article say who won the World Cup?").status == "not_found"
