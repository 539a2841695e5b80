"""The whole check with its packaged weights, and without them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rag.check import Checker, CheckerUnavailable, Claim
from rag.corpus import Corpus
from rag.errors import BadInput
from rag.wire import check_json

QUOTE = "The pact, signed by Moscow and Pyongyang in June 2024, has 23 articles."


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with Corpus.open(tmp_path_factory.mktemp("home"), empty=True) as opened:
        yield opened


def test_supported_and_not(checker: Checker) -> None:
    assert checker.check("The pact has twenty-three articles.", [QUOTE]).supported
    wrong = checker.check("The pact has 24 articles.", [QUOTE])
    assert not wrong.supported
    assert '"24"' in wrong.note
    assert not checker.check("The pact was torn up by the king.", [QUOTE]).supported


@given(some.text(alphabet=some.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
@settings(max_examples=30)
def test_a_quote_itself_is_always_supported(text: str) -> None:
    verdict = Checker(None).check(text.upper(), [text.upper()])
    assert verdict.supported == any(letter.isalnum() or letter == "_" for letter in text.upper())


def test_no_quotes_support_nothing(checker: Checker) -> None:
    assert not checker.check("The pact has 23 articles.", []).supported
    assert not checker.check("", [QUOTE]).supported


def test_rules_judge_alone_without_weights(tmp_path: Path) -> None:
    with pytest.raises(CheckerUnavailable, match="check's weights"):
        Checker.load(tmp_path)
    alone = Checker(None)
    assert not alone.trained
    assert alone.check("Moscow signed the pact in June 2024.", [QUOTE]).supported
    assert not alone.check("Moscow signed the pact in May 2024.", [QUOTE]).supported


def test_together_as_alone(checker: Checker) -> None:
    claims = [Claim(sentence=one, quotes=(QUOTE,)) for one in ("It has 23 articles.", "Oil fell.")]
    assert [one.supported for one in checker.check_all(claims)] == [
        checker.check(one.sentence, one.quotes).supported for one in claims
    ]


@pytest.mark.parametrize(
    "text",
    [
        "وقع الطرفان الاتفاق في ٢٠٢٤.",
        "条約は2024年に署名された。",
        "word " * 3000,
        "|a|b|\n|1|2|",
        "x = f(1)",
    ],
)
def test_any_text_gets_verdicts(corpus: Corpus, text: str) -> None:
    checked = corpus.check(text, document=QUOTE)
    assert checked.sentences
    assert not any(sentence.support == "verbatim" for sentence in checked.sentences)


def test_a_given_text(corpus: Corpus) -> None:
    document = f"# Pact\n\n{QUOTE} It was the first.\n"
    checked = corpus.check(f"{QUOTE} [1] The pact has 40 articles [2].", document=document)
    first, second = checked.sentences
    assert (first.support, first.score) == ("verbatim", 1.0)
    assert (second.support, second.text) == ("unsupported", "The pact has 40 articles.")
    for citation in checked.citations:
        assert citation.span.of(document) == citation.quote
    assert corpus.documents() == []
    found = check_json(checked, "c1")
    assert list(found) == ["id", "sentences", "citations", "error"]
    assert set(found["sentences"][0]) == {"text", "citations", "support", "score"}


def test_nothing_to_check(corpus: Corpus) -> None:
    for text, document in (("", None), ("A text.", " \n")):
        with pytest.raises(BadInput):
            corpus.check(text, document=document)
