"""A library of several volumes is to its users what it would be in one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Corpus, Settings, backup, rebuild, restore
from tests.conftest import ROOT

SMALL = Settings(volume_passages=4)
LINE = "Ward {n} of the town of {town} chose {name} as its mayor in the spring of {year}. "
NAMES = ("Adams", "Baker", "Clark", "Davis", "Evans", "Frank", "Ghosh", "Hills", "Irwin", "Jones")
QUESTION = "Whom did ward 7 of the town of Lowell choose as its mayor?"


def text_of(town: str, wards: int) -> str:
    return "\n\n".join(
        "".join(
            LINE.format(n=n, town=town, name=NAMES[(n + turn) % 10], year=1900 + n + turn)
            for turn in range(7)
        )
        for n in range(wards)
    )


def volumes(corpus: Corpus) -> list[str]:
    names = [name for name, _ in corpus._index._chroma.names()]
    return sorted(name for name in names if name.startswith("passages"))


def everything(corpus: Corpus) -> tuple[object, ...]:
    """All that a user could see."""
    infos = corpus.documents()
    texts = [corpus.document(info.id).text for info in infos]
    some = [info.id for info in infos][:1]
    asked = corpus.ask(QUESTION), corpus.search(QUESTION, limit=60)
    return infos, texts, *asked, corpus.search(QUESTION, limit=60, documents=some)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "home", empty=True, settings=SMALL) as opened:
        yield opened


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("towns")
    for town, wards in (("Lowell", 9), ("Dover", 6), ("Salem", 7)):
        (folder / f"{town}.txt").write_text(text_of(town, wards))
    return folder


@pytest.fixture(scope="module")
def made(towns: Path) -> Path:
    """A home of several volumes that is not open."""
    with Corpus.open(towns / "home", empty=True, settings=SMALL) as corpus:
        corpus.add(sorted(towns.glob("*.txt")))
        assert len(volumes(corpus)) > 4
    return towns / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def test_several_volumes_answer_to_the_letter_as_one(
    towns: Path, home: Path, tmp_path: Path
) -> None:
    with Corpus.open(tmp_path / "one", empty=True) as one:
        one.add(sorted(towns.glob("*.txt")))
        assert volumes(one) == ["passages"]
        with Corpus.open(home, settings=SMALL) as several:
            assert everything(several) == everything(one)


def test_a_home_of_one_volume_is_laid_out_as_ever(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text_of("Lowell", 3))
    corpus.add(tmp_path / "a.txt")
    names = sorted(name for name, _ in corpus._index._chroma.names())
    assert names == ["documents", "passages"]
    (record,) = corpus._index.store._records.get(include=["metadatas"])["metadatas"]
    assert "volumes" not in record


def test_a_home_that_has_more_than_a_volume_in_its_first_goes_on(
    towns: Path, tmp_path: Path
) -> None:
    with Corpus.open(tmp_path / "home", empty=True) as corpus:
        corpus.add(towns / "Lowell.txt")
        before = everything(corpus)
    with Corpus.open(tmp_path / "home", settings=SMALL) as corpus:
        assert everything(corpus) == before
        corpus.add(towns / "Dover.txt")
        assert len(volumes(corpus)) == 3
        assert corpus.documents()[1] == before[0][0]  # type: ignore[index]
    with Corpus.open(tmp_path / "home") as corpus:
        assert len(corpus.documents()) == 2
        corpus.remove(corpus.documents()[0].id)
        assert everything(corpus) == before


def test_a_document_of_several_volumes_changes_and_goes_as_a_whole(
    small: Corpus, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text_of("Lowell", 9))
    small.add(path)
    first = everything(small)
    path.write_text(text_of("Dover", 12))
    assert len(small.add(path).replaced) == 1
    (info,) = small.documents()
    assert small._index.store._passages.count() == info.passages
    assert "Lowell" not in " ".join(one.passage.text for one in small.search(QUESTION, limit=60))
    path.write_text(text_of("Lowell", 9))
    small.add(path)
    assert everything(small) == first
    small.remove(small.documents()[0].id)
    assert small._index.store._passages.count() == 0
    assert small.search(QUESTION, limit=60) == []


def test_what_was_begun_and_left_is_cleared_before_it_is_written_again(
    small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text_of("Lowell", 9))
    store = small._index.store
    commit = store.commit

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        monkeypatch.setattr(store, "commit", crash)
        with pytest.raises(KeyboardInterrupt):
            small.add(path)
        assert small.search(QUESTION, limit=60) == []
    monkeypatch.setattr(store, "commit", commit)
    small.add(path)
    (info,) = small.documents()
    assert store._passages.count() == info.passages
    assert small.document(info.id).text == path.read_text()


def test_volumes_of_an_audience_move_and_stay_unseen(small: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text_of("Lowell", 9))
    small.add(path)
    small.add(path, groups=["board"])
    assert small.seen_by([]).search(QUESTION, limit=60) == []
    (info,) = small.seen_by(["board"]).documents()
    assert small.seen_by(["board"]).document(info.id).text == path.read_text()
    assert small._index.store._passages.count() == 0


def test_backup_rebuild_and_export_know_all_volumes(home: Path, tmp_path: Path) -> None:
    with Corpus.open(home, settings=SMALL) as corpus:
        before = everything(corpus)
        number = corpus.export(tmp_path / "all.jsonl")
        assert number == sum(info.passages for info in corpus.documents())
    backup(home, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "restored")
    rebuild(home, SMALL)
    for place in (tmp_path / "restored", home):
        with Corpus.open(place, settings=SMALL) as corpus:
            assert everything(corpus) == before


@pytest.mark.parametrize("lost", ["lexical", "kept"])
def test_words_and_texts_that_were_lost_are_made_again_from_all_volumes(
    home: Path, lost: str
) -> None:
    with Corpus.open(home, settings=SMALL) as corpus:
        before = everything(corpus)
        kept = list(corpus._index.kept.documents())  # type: ignore[union-attr]
    for path in home.glob(f"{lost}.sqlite3*"):
        path.unlink()
    with Corpus.open(home, settings=SMALL) as corpus:
        assert everything(corpus) == before
        assert list(corpus._index.kept.documents()) == kept  # type: ignore[union-attr]


def test_questions_are_answered_while_volumes_are_added(home: Path, tmp_path: Path) -> None:
    with Corpus.open(home, settings=SMALL) as corpus:
        expected = corpus.ask(QUESTION)
        over = threading.Event()
        told: list[object] = []

        def ask() -> None:
            while not over.is_set():
                try:
                    told.append(corpus.ask(QUESTION))
                except BaseException as problem:
                    told.append(problem)

        before = len(volumes(corpus))
        readers = [threading.Thread(target=ask) for _ in range(2)]
        for reader in readers:
            reader.start()
        for town in range(3):
            (tmp_path / f"{town}.txt").write_text(f"Nothing but honey in {town}.\n\n" * 300)
            corpus.add(tmp_path / f"{town}.txt")
        over.set()
        for reader in readers:
            reader.join()
        assert len(volumes(corpus)) > before + 2
    assert told
    assert {one.text for one in told} == {expected.text}  # type: ignore[attr-defined]


ADDING = """
import sys
from pathlib import Path
from rag import Corpus, Settings
from tests.rag.test_volumes import SMALL, text_of
folder = Path(sys.argv[1])
with Corpus.open(folder / "home", settings=SMALL) as corpus:
    for turn in range(1000):
        path = folder / f"{turn % 2}.txt"
        path.write_text(text_of(f"Lowell in year {turn}", 9))
        print("begin", flush=True)
        corpus.add(path)
"""


def test_killed_in_the_middle_of_a_volume_each_document_is_whole(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "copy").rename(tmp_path / "home")
    chance = random.Random(3)
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", ADDING, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"},
        ) as process:
            assert process.stdout and process.stdout.readline() == "begin\n"
            time.sleep(2 * chance.random())
            process.send_signal(signal.SIGKILL)
        with Corpus.open(tmp_path / "home", settings=SMALL) as corpus:
            infos = corpus.documents()
            assert len(infos) >= 3
            assert all(
                len(corpus.document(info.id).text) == info.characters
                and len(corpus.passages(info.id)) == info.passages
                for info in infos
            )
            assert corpus._index.store._passages.count() == sum(one.passages for one in infos)


def test_the_size_of_a_volume_may_change_from_one_opening_to_the_next(home: Path) -> None:
    with Corpus.open(home, settings=Settings(volume_passages=9)) as corpus:
        before = everything(corpus)
    with Corpus.open(home) as corpus:
        assert everything(corpus) == before
