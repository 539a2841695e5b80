"""Offsets, sentences, windows and determinism of the reader, with the packaged weights."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from rag.reader import Reader

WORDS = some.sampled_from(
    [
        "Paris",
        "is the capital",
        "السلام عليكم",
        "北京是中国的首都",
        "👩‍👩‍👧",
        "e\u0301te\u0301",
        "\u200b",
        "\t\n",
        "[SEP]",
        "\x00",
        "\ud800",
        "ﬁ",
        "İ",
        "…",
        "3,000",
        " ",
        "\u3000",
        "नमस्ते",
        "1️⃣",
    ]
)
TEXTS = some.one_of(some.text(max_size=80), some.lists(WORDS, max_size=12).map("".join))
HASTINGS = (
    "The Normans crossed the Channel in 1066. "
    "William of Normandy defeated King Harold near Hastings. "
    "He was crowned in Westminster Abbey on Christmas Day."
)


@given(question=TEXTS, passages=some.lists(TEXTS, max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_offsets_lie_in_any_text(reader: Reader, question: str, passages: list[str]) -> None:
    halves = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in passages]
    readings = reader.read(question, passages, halves)
    assert [reading.passage for reading in readings] == list(range(len(passages)))
    for text, reading, parts in zip(passages, readings, halves, strict=True):
        assert 0 <= reading.start <= reading.end <= len(text)
        assert reading.score <= reading.odds
        assert text[reading.start : reading.end].strip() == text[reading.start : reading.end]
        assert len(reading.sentences) == len(parts)
        for sentence in reading.sentences:
            assert 0 <= sentence.start <= sentence.end <= len(text)


def test_finds_the_words(reader: Reader) -> None:
    (reading,) = reader.read("Who beat Harold at Hastings?", [HASTINGS])
    assert "William of Normandy" in HASTINGS[reading.start : reading.end]


def test_a_decomposed_letter_stays_whole(reader: Reader) -> None:
    text = "The painter was born in Orle\u0301ans, where Rene\u0301 lived."
    (reading,) = reader.read("Where was the painter born?", [text])
    assert text[reading.start : reading.end].endswith("Orle\u0301ans")


def test_no_passages_and_empty_passages(reader: Reader) -> None:
    assert reader.read("Who?", []) == []
    for text in ("", " \n\t "):
        (reading,) = reader.read("Who?", [text], [[(0, len(text))]])
        assert (reading.start, reading.end) == (0, 0)
        assert reading.score == reading.odds == reading.sentences[0].score == -100.0


def test_sentences_need_a_list_for_each_passage(reader: Reader) -> None:
    with pytest.raises(ValueError, match="passages"):
        reader.read("Who?", ["a", "b"], [[]])


def test_the_right_sentence_scores_best(reader: Reader) -> None:
    cuts = [0, HASTINGS.index("William"), HASTINGS.index("He was"), len(HASTINGS)]
    ranges = list(pairwise(cuts))
    (reading,) = reader.read("On which day was the king crowned?", [HASTINGS], [ranges])
    scores = [sentence.score for sentence in reading.sentences]
    assert scores.index(max(scores)) == 2
    best = reading.sentences[2]
    assert "Christmas Day" in HASTINGS[best.start : best.end]


def test_an_answer_deep_in_a_long_passage(reader: Reader) -> None:
    filler = "The weather that week was mild and nothing much was written about it. " * 60
    text = filler + HASTINGS + " " + filler
    (reading,) = reader.read("Who defeated King Harold near Hastings?", [text])
    assert "William" in text[reading.start : reading.end]
    assert reading.start > len(filler)


def test_the_same_twice_and_in_any_company(reader: Reader) -> None:
    question = "Who defeated King Harold?"
    texts = [HASTINGS, "Nothing of it is told here.", HASTINGS * 4, "北京是中国的首都。"]
    together = reader.read(question, texts)
    assert together == reader.read(question, texts)
    for number, text in enumerate(texts):
        (alone,) = reader.read(question, [text])
        assert (alone.start, alone.end) == (together[number].start, together[number].end)
        assert alone.score == pytest.approx(together[number].score, abs=0.1)


def test_marks_of_the_tokenizer_are_plain_words(reader: Reader) -> None:
    text = "[CLS] [SEP] [PAD] [MASK] The answer is blue."
    (reading,) = reader.read("What is the answer?", [text])
    assert text[reading.start : reading.end] == "blue"
