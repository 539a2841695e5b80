"""What somebody may not see isn't there for them: not in lists, answers, scores or errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import AccessProblem, Corpus, UnknownDocument
from rag.answer import Answer

TEXTS = {
    "menu": "The canteen serves soup on Mondays. The canteen serves fish on Fridays.",
    "pay": "The salary of the canteen's cook is 4,100 euros. Cook Mira Vogel got a rise in May.",
    "board": "The board will close the canteen in June. Cook Mira Vogel has not been told.",
}
QUESTIONS = (
    "When will the canteen be closed?",
    "What does the cook earn?",
    "What does the canteen serve on Fridays?",
    "Who is Mira Vogel?",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    for name, content in TEXTS.items():
        (folder / f"{name}.txt").write_text(content)
    return {name: folder / f"{name}.txt" for name in TEXTS}


@pytest.fixture(scope="module")
def house(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with Corpus.open(tmp_path_factory.mktemp("house") / "home", empty=True) as corpus:
        corpus.add(files["menu"])
        corpus.add(files["pay"], groups=["staff", "board"])
        corpus.add(files["board"], groups=["board"])
        yield corpus


def alone(files: dict[str, Path], names: list[str], home: Path) -> list[Answer]:
    """What an index answers that never held anything else."""
    with Corpus.open(home, empty=True) as corpus:
        corpus.add([files[name] for name in names])
        return [corpus.ask(question) for question in QUESTIONS]


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        ((), ["menu"]),
        (("staff",), ["menu", "pay"]),
        (("board",), ["board", "menu", "pay"]),
        (("gardeners",), ["menu"]),
    ],
)
def test_one_gets_to_the_byte_what_their_own_documents_say(
    house: Corpus, files: dict[str, Path], tmp_path: Path, groups: tuple[str, ...], names: list[str]
) -> None:
    """Scores and confidence too: from them one could infer what else is there."""
    view = house.seen_by(groups)
    assert sorted(info.title for info in view.documents()) == names
    assert [view.ask(question) for question in QUESTIONS] == alone(files, names, tmp_path)


def test_no_id_opens_what_one_may_not_see(house: Corpus) -> None:
    hidden = next(info for info in house.documents() if info.title == "board")
    view = house.seen_by(["staff"])
    unknown = "f" * len(hidden.id)
    for document_id in (hidden.id, hidden.id[:8]):
        for touch in (
            view.document,
            view.passages,
            view.remove,
            view.suggest,
            lambda one: view.ask(QUESTIONS[0], documents=[one]),
            lambda one: view.search(QUESTIONS[0], documents=[one]),
            lambda one: view.check("The canteen closes in June.", documents=[one]),
        ):
            with pytest.raises(UnknownDocument) as refused:
                touch(document_id)
            with pytest.raises(UnknownDocument) as never_was:
                touch(unknown)
            assert str(refused.value).replace(document_id, unknown) == str(never_was.value)
    assert hidden.id in {info.id for info in house.documents()}
    checked = view.check("The board will close the canteen in June.")
    assert "June" not in " ".join(citation.quote for citation in checked.citations)
    found = view.retriever(limit=50).invoke("canteen closed June board")
    assert hidden.id not in {one.metadata["document_id"] for one in found}


def test_one_adds_for_their_own_groups_alone(house: Corpus, files: dict[str, Path]) -> None:
    view = house.seen_by(["staff"])
    for groups in (["board"], ["staff", "board"]):
        with pytest.raises(AccessProblem, match="your own groups"):
            view.add(files["menu"], groups=groups)
    with pytest.raises(AccessProblem, match="can't be the name of a group"):
        house.add(files["menu"], groups=["../board"])


def test_the_same_text_for_two_groups_is_two_documents(corpus: Corpus, tmp_path: Path) -> None:
    for name in ("for staff", "for board"):
        (tmp_path / f"{name}.txt").write_text(TEXTS["pay"])
    corpus.add(tmp_path / "for staff.txt", groups=["staff"])
    corpus.add(tmp_path / "for board.txt", groups=["board"])
    staff, board = corpus.seen_by(["staff"]), corpus.seen_by(["board"])
    assert [info.title for info in staff.documents()] == ["for staff"]
    assert staff.ask(QUESTIONS[1]).citations[0].source.endswith("for staff.txt")
    staff.remove(staff.documents()[0].id)
    assert staff.documents() == []
    assert board.ask(QUESTIONS[1]).citations[0].source.endswith("for board.txt")


def test_a_file_added_again_for_others_is_taken_away_from_the_first(
    corpus: Corpus, files: dict[str, Path]
) -> None:
    corpus.add(files["board"])
    assert corpus.seen_by([]).documents()
    corpus.add(files["board"], groups=["board"])
    assert corpus.seen_by([]).documents() == []
    assert corpus.seen_by([]).ask(QUESTIONS[0]).retrieved == ()
    [info] = corpus.seen_by(["board"]).documents()
    assert info.groups == ("board",)


def test_audiences_are_there_when_the_home_is_opened_again(
    files: dict[str, Path], tmp_path: Path
) -> None:
    with Corpus.open(tmp_path, empty=True) as corpus:
        corpus.add(files["board"], groups=["board"])
        before = corpus.seen_by(["board"]).ask(QUESTIONS[0])
        assert before.status == "answered"
    with Corpus.open(tmp_path) as corpus:
        assert corpus.seen_by(["staff"]).documents() == []
        assert corpus.seen_by(["board"]).ask(QUESTIONS[0]) == before
