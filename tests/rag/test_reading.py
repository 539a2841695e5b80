"""What the reader adds to an answer, and that nothing breaks without it."""

from pathlib import Path

import pytest

from rag import Corpus
from rag import ondemand as ondemand_module
from rag.reader import Reader, ReaderUnavailable


def test_the_words_that_answer_are_marked_inside_their_quote(article: Corpus) -> None:
    citation = article.ask("When was the defence pact signed?").citations[0]
    assert citation.answer is not None
    assert citation.span.covers(citation.answer)
    start = citation.answer.start - citation.span.start
    assert citation.quote[start : start + len(citation.answer)] == "June 2023"


def test_passages_stay_in_the_order_of_their_scores(article: Corpus) -> None:
    found = article.ask("Why does Russia need help?").retrieved
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert sorted((one.score for one in found), reverse=True) == [one.score for one in found]


def test_a_follow_up_is_read_by_its_own_words(article: Corpus) -> None:
    history = [("When was the BRICS summit?", "From 22 to 24 October 2024")]
    answer = article.ask("And where was it held?", history=history)
    assert any("Kazan" in citation.quote for citation in answer.citations)


def test_without_its_weights_search_alone_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unavailable() -> Reader:
        raise ReaderUnavailable("the reader's weights are damaged: install Footnote again")

    monkeypatch.setattr(Reader, "load", unavailable)
    with Corpus.open(tmp_path / "home") as corpus:
        answer = corpus.ask("When was the defence pact signed?")
        corpus.ask("Who attended the summit?")
    assert "June 2023" in answer.citations[0].quote
    assert answer.citations[0].answer is None
    assert [record.name for record in caplog.records] == [ondemand_module.__name__]
    assert "search alone" in caplog.text
