"""Passages tile their document, whatever is in it, and are made of whole sentences."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag import Document
from rag.chunk import chunk
from rag.load import make_document
from tests.conftest import ARTICLE

PIECES = st.sampled_from(
    [
        "A sentence stands here. ",
        "Is this one? ",
        "e\u0301 combining ",
        "\r\n",
        "\n",
        "\n\n",
        "\u2028",
        "# Heading\n",
        "- item\n",
        "مرحبا بالعالم. كيف الحال؟ ",
        "你好。这是测试！",
        "👩‍👩‍👧 emoji 😀. ",
        "x" * 300,
        "no end " * 40,
        "\t \u00a0",
        "Dr. Smith paid $3.50 (e.g. twice). ",
        "```\ncode()\n```\n",
        "| a | b |\n",
    ]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=30).map("".join))


def document(text: str) -> Document:
    return make_document(text, title="t", source="s")


@given(TEXTS, st.sampled_from([100, 300, 700]))
@example("one endless line " * 2000, 700)
@example("x" * 5000, 100)
def test_passages_slice_back_exactly_and_tile_the_text(text: str, characters: int) -> None:
    passages = chunk(document(text), characters=characters)
    assert "".join(passage.text for passage in passages) == (text if text.strip() else "")
    at = 0
    for passage in passages:
        assert passage.span.start == at
        assert passage.span.of(text) == passage.text
        at = passage.span.end


@given(TEXTS)
def test_sentences_lie_in_their_passage_in_order_and_miss_only_white_space(text: str) -> None:
    at = 0
    for passage in chunk(document(text), characters=300):
        assert passage.sentences
        for sentence in passage.sentences:
            assert passage.span.covers(sentence)
            assert sentence.start >= at
            assert not text[at : sentence.start].strip()
            quote = passage.quote(sentence)
            assert quote == sentence.of(text)
            assert quote.strip() == quote != ""
            at = sentence.end
    assert not text[at:].strip()


def test_no_passage_of_the_article_cuts_a_sentence() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    for passage in chunk(document(text)):
        assert passage.text.rstrip()[-1] in ".”" or passage.text.endswith("relations")
        assert len(passage.text) < 1100


def test_passages_do_not_cross_paragraphs_of_some_length() -> None:
    paragraphs = ["This is a sentence of the first paragraph, and a long one at that. " * 3] * 4
    passages = chunk(document("\n\n".join(paragraphs)))
    assert len(passages) == 4


def test_a_heading_joins_the_text_under_it_but_is_a_sentence_of_its_own() -> None:
    (passage,) = chunk(document("# The pact\n\nIt was signed in June."))
    assert [passage.quote(one) for one in passage.sentences] == [
        "# The pact",
        "It was signed in June.",
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The quick brown fox jumps over the lazy dog while the band\n"
        "plays on, and nobody in the whole town has ever seen a\n"
        "thing like it. Then it stops.\n"
    )
    (passage,) = chunk(document(text))
    assert passage.quote(passage.sentences[0]).endswith("a\nthing like it.")


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_white_space_alone_has_no_passages(text: str) -> None:
    assert chunk(document(text)) == []


def test_a_sentence_of_3000_words_is_cut_at_white_space() -> None:
    text = " ".join(f"word{number}" for number in range(3000))
    passages = chunk(document(text))
    assert len(passages) > 10
    assert all(passage.text.startswith("word") for passage in passages)
