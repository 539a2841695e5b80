"""The façade: documents go in and out whole, and questions get exact words with their place."""

import threading
from pathlib import Path

import pytest

from rag import (
    Answered,
    BadQuestion,
    Corpus,
    FileProblem,
    Quoted,
    Searched,
    SomeFilesFailed,
    UnknownAnswerer,
    UnknownDocument,
)
from tests.conftest import ARTICLE

BRIDGE = "The bridge at Quebec collapsed in 1907. Seventy-five workers were killed that day.\n"
HONEY = "Bees make honey from nectar. A hive keeps about fifty thousand bees in summer.\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_article_answers_with_its_own_words(article: Corpus) -> None:
    answer = article.ask("When was the defence pact signed?")
    assert answer.status == "answered"
    text = ARTICLE.read_text(encoding="utf-8")
    first = answer.citations[0]
    assert "June 2023" in first.quote
    for citation in answer.citations:
        assert citation.span.of(text) == citation.quote
    assert [one.citations for one in answer.sentences] == [
        (citation.number,) for citation in answer.citations
    ]
    assert {one.support for one in answer.sentences} == {"verbatim"}


@pytest.mark.parametrize(
    "question",
    [
        "How do I bake sourdough bread?",
        "Who won the World Cup in 1998?",
        "What is the boiling point of ethanol?",
        "How can I reverse a list in Python?",
    ],
)
def test_a_question_about_something_else_is_refused_with_what_is_nearest(
    article: Corpus, question: str
) -> None:
    answer = article.ask(question)
    assert answer.status == "not_found"
    assert not answer.citations and not answer.sentences
    assert answer.nearest and answer.retrieved


def test_the_same_question_gives_the_same_answer(article: Corpus) -> None:
    question = "What does North Korea gain from helping Russia?"
    assert article.ask(question) == article.ask(question)


def test_ask_is_the_last_event_of_stream(article: Corpus) -> None:
    question = "Which weapons does North Korea supply?"
    events = list(article.stream(question))
    assert [type(event) for event in events] == [Searched, Quoted, Answered]
    last = events[-1]
    assert isinstance(last, Answered)
    assert last.answer == article.ask(question)


def test_a_follow_up_is_searched_with_the_question_before(article: Corpus) -> None:
    history = [("When was the defence pact signed?", "June 2023")]
    answer = article.ask("And who signed it?", history=history)
    assert answer.query == "When was the defence pact signed? And who signed it?"
    assert "signed by Moscow and Pyongyang" in answer.citations[0].quote


def test_passages_joined_are_the_text(article: Corpus) -> None:
    (info,) = article.documents()
    text = ARTICLE.read_text(encoding="utf-8")
    assert article.document(info.id).text == text
    assert len(text) == info.characters
    assert len(article.passages(info.id)) == info.passages


def test_search_is_ranked_by_similarity(article: Corpus) -> None:
    found = article.search("the summit in Kazan", limit=5)
    assert [one.rank for one in found] == [1, 2, 3, 4, 5]
    assert sorted((one.score for one in found), reverse=True) == [one.score for one in found]
    assert "Kazan" in found[0].passage.text


@pytest.mark.parametrize("question", ["", "  \n", "x" * 100_000])
def test_an_empty_or_endless_question(article: Corpus, question: str) -> None:
    with pytest.raises(BadQuestion):
        article.ask(question)


def test_an_answerer_that_is_not_there(article: Corpus) -> None:
    with pytest.raises(UnknownAnswerer, match="quotes"):
        article.ask("Why?", answerer="nobody")


def test_adding_the_same_file_twice_changes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    path = write(tmp_path, "bridge.txt", BRIDGE)
    first = corpus.add(path)
    before = corpus.documents()
    again = corpus.add(path)
    assert [info.id for info in first.added] == [info.id for info in again.unchanged]
    assert corpus.documents() == before


def test_a_changed_file_replaces_its_version(corpus: Corpus, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", BRIDGE)
    corpus.add(path)
    write(tmp_path, "a.txt", HONEY)
    report = corpus.add(path)
    (info,) = corpus.documents()
    assert report.replaced == (info,)
    assert corpus.document(info.id).text == HONEY
    assert corpus.ask("When did the bridge collapse?").status == "not_found"
    assert "fifty thousand" in corpus.ask("How many bees live in a hive?").text


def test_equal_texts_of_two_files_are_one_document_until_one_changes(
    corpus: Corpus, tmp_path: Path
) -> None:
    one, other = write(tmp_path, "1.txt", BRIDGE), write(tmp_path, "2.txt", BRIDGE)
    corpus.add([one, other])
    assert len(corpus.documents()) == 1
    write(tmp_path, "1.txt", HONEY)
    corpus.add(one)
    assert len(corpus.documents()) == 2
    assert "1907" in corpus.ask("When did the bridge collapse?").text


def test_removing(corpus: Corpus, tmp_path: Path) -> None:
    corpus.add(write(tmp_path, "a.txt", BRIDGE))
    (info,) = corpus.documents()
    assert corpus.remove(info.id[:6]) == info
    assert corpus.documents() == []
    assert corpus.ask("When did the bridge collapse?").status == "not_found"
    with pytest.raises(UnknownDocument):
        corpus.remove(info.id)


def test_only_the_chosen_documents_are_asked(corpus: Corpus, tmp_path: Path) -> None:
    corpus.add([write(tmp_path, "b.txt", BRIDGE), write(tmp_path, "h.txt", HONEY)])
    by_title = {info.title: info.id for info in corpus.documents()}
    question = "How many workers were killed when the bridge collapsed?"
    assert corpus.ask(question, documents=[by_title["b"]]).status == "answered"
    assert corpus.ask(question, documents=[by_title["h"]]).status == "not_found"
    assert corpus.ask(question, documents=[]).status == "not_found"
    with pytest.raises(UnknownDocument):
        corpus.ask(question, documents=["nope"])


def test_files_that_fail_do_not_keep_the_others_out(corpus: Corpus, tmp_path: Path) -> None:
    good, empty = write(tmp_path, "good.txt", BRIDGE), write(tmp_path, "empty.txt", "")
    with pytest.raises(SomeFilesFailed) as failed:
        corpus.add([empty, good, tmp_path / "gone.txt"])
    assert len(failed.value.problems) == 2
    assert [info.title for info in failed.value.report.added] == ["good"]
    assert [info.title for info in corpus.documents()] == ["good"]
    with pytest.raises(FileProblem, match="empty"):
        corpus.add(empty)


def test_an_index_opened_again_answers_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, "bridge.txt", BRIDGE)
    question = "How many workers were killed?"
    with Corpus.open(tmp_path / "home", empty=True) as corpus:
        corpus.add(path)
        before = corpus.ask(question)
    with Corpus.open(tmp_path / "home") as corpus:
        assert corpus.ask(question) == before


def test_progress_is_told_up_to_the_end(corpus: Corpus, tmp_path: Path) -> None:
    told = []
    text = "\n\n".join(f"Paragraph {n} says this. " * 20 for n in range(12))
    corpus.add(write(tmp_path, "long.txt", text), on_progress=told.append)
    embedding = [step for step in told if step.stage == "embedding"]
    assert embedding[-1].done == embedding[-1].total > 8
    assert [step.done for step in embedding] == sorted(step.done for step in embedding)


def test_many_ask_while_one_adds(corpus: Corpus, tmp_path: Path) -> None:
    corpus.add(write(tmp_path, "bridge.txt", BRIDGE))
    wrong: list[object] = []

    def asker() -> None:
        for _ in range(10):
            try:
                answer = corpus.ask("How many workers were killed when the bridge collapsed?")
                if "Seventy-five" not in answer.text:
                    wrong.append(answer)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=asker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(8):
        corpus.add(write(tmp_path, f"n{number}.txt", f"{HONEY} Note {number} ends here."))
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(corpus.documents()) == 9
