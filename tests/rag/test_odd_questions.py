"""Questions and documents as people bring them: mangled, foreign, endless. Quotes stay exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Corpus

LIGHTHOUSE = (
    "The lighthouse at Skerryvore was built by Alan Stevenson between 1838 and 1844. "
    "It stands 48 metres high on a reef west of Tiree. "
    "Its lamp was lit for the first time on 1 February 1844. "
    "A fire in March 1954 destroyed the lamp, and the keepers fled onto the rocks. "
    "Since 1994 nobody lives there; the light is run from Edinburgh."
)


@pytest.fixture(scope="module")
def lighthouse(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("lighthouse")
    path = folder / "lighthouse.txt"
    path.write_text(LIGHTHOUSE, encoding="utf-8")
    corpus = Corpus.open(folder / "home", empty=True)
    corpus.add(path)
    return corpus


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("WHO BUILT THE LIGHTHOUSE AT SKERRYVORE?", "Alan Stevenson"),
        ("who bilt the lighthose at skerryvore", "Alan Stevenson"),
        ("skerryvore lighthouse height", "48 metres"),
        ("when was the lamp first lit", "1 February 1844"),
        (
            "My uncle keeps telling a story about a fire on a reef, and I have always wondered "
            "whether it is true. He says that he was a boy then, and that it was in the papers. "
            "In which month and year did a fire destroy the lamp at Skerryvore?",
            "March 1954",
        ),
    ],
)
def test_a_mangled_question_finds_its_answer(lighthouse: Corpus, question: str, words: str) -> None:
    answer = lighthouse.ask(question)
    assert answer.status == "answered"
    assert words in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "?",
        "qwertz",
        "¿Quién ganó la copa en 2010?",
        "北京的人口是多少？",
        "الطقس غدا",
        "😀",
        "x" * 3000,
    ],
)
def test_what_cannot_be_answered_is_refused(lighthouse: Corpus, question: str) -> None:
    assert lighthouse.ask(question).status == "not_found"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (" ".join(f"the {k}th stone weighs {k} pounds and" for k in range(500)), "stone weighs?"),
        ("| city | people |\n| --- | --- |\n| Tiree | 653 |\n| Coll | 195 |\n", "people of Tiree?"),
        ("- one egg\n- two cups of flour\n- bake for 20 minutes\n", "How long do I bake?"),
        ("def area(r):\n    return 3.14 * r ** 2  # circle\n", "What does area return?"),
        ("تأسست المدينة عام 1912. يسكنها ألف شخص.", "1912"),
        ("这座灯塔建于1844年。它高48米。", "1844"),
    ],
)
def test_any_document_can_be_asked(
    corpus: Corpus, tmp_path: Path, text: str, question: str
) -> None:
    path = tmp_path / "odd.txt"
    path.write_text(text, encoding="utf-8")
    corpus.add(path)
    (info,) = corpus.documents()
    whole = corpus.document(info.id).text
    answer = corpus.ask(question)
    assert answer.retrieved
    for citation in (*answer.citations, *answer.nearest):
        assert citation.span.of(whole) == citation.quote
        assert len(citation.quote) <= 1400
    assert corpus.ask(question) == answer
