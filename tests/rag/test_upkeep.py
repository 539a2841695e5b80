"""Backup, restore and rebuild: a damaged or lost index costs nothing but time."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from rag import BadInput, Corpus, FileProblem, HomeProblem, Settings, backup, rebuild, restore
from tests.conftest import ROOT

QUESTION = "How many workers were killed when the bridge collapsed?"
BRIDGE = "The bridge at Quebec collapsed in 1907. Seventy-five workers were killed that day.\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "bridge.txt").write_text(BRIDGE)
    (folder / "copy.txt").write_text(BRIDGE)
    (folder / "honey.txt").write_text("Bees make honey from nectar.")
    with Corpus.open(folder / "home", empty=True) as corpus:
        corpus.add([folder / f"{name}.txt" for name in ("bridge", "copy", "honey")])
    (folder / "home" / "uploads").mkdir()
    (folder / "home" / "uploads" / "a.txt").write_text("kept")
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "home", tmp_path / "home"))


def everything(home: Path) -> tuple[object, ...]:
    with Corpus.open(home) as corpus:
        sources = corpus._index.store.sources()
        return sources, corpus.documents(), corpus.ask(QUESTION)


def test_a_backup_restored_answers_the_same(home: Path, tmp_path: Path) -> None:
    before = everything(home)
    backup(home, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "other")
    assert everything(tmp_path / "other") == before
    assert (tmp_path / "other" / "uploads" / "a.txt").read_text() == "kept"


def test_nothing_is_overwritten_without_force(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b")
    with pytest.raises(FileProblem, match="--force"):
        backup(home, tmp_path / "b")
    with pytest.raises(HomeProblem, match="--force"):
        restore(tmp_path / "b", home)
    backup(home, tmp_path / "b", force=True)
    restore(tmp_path / "b", home, force=True)
    assert everything(home)


@pytest.mark.parametrize("damage", ["cut short", "a flipped byte", "no backup at all"])
def test_a_damaged_backup_changes_nothing(home: Path, tmp_path: Path, damage: str) -> None:
    before = everything(home)
    file = tmp_path / "b"
    backup(home, file)
    raw = bytearray(file.read_bytes())
    if damage == "cut short":
        raw = raw[: len(raw) // 2]
    elif damage == "a flipped byte":
        raw[len(raw) // 2] ^= 1
    else:
        raw = bytearray(b"a letter")
    file.write_bytes(raw)
    with pytest.raises(FileProblem, match="no whole backup") as problem:
        restore(file, home, force=True)
    assert "\n" not in str(problem.value)
    assert everything(home) == before


@pytest.mark.parametrize("damage", ["rubbish", "missing", "cut short"])
def test_a_damaged_index_is_rebuilt_from_its_texts(home: Path, damage: str) -> None:
    before = everything(home)
    path = home / "chroma" / "chroma.sqlite3"
    if damage == "rubbish":
        path.write_bytes(b"no database" * 1000)
    elif damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(HomeProblem, match="footnote rebuild") as problem:
        Corpus.open(home)
    assert "\n" not in str(problem.value)
    assert rebuild(home, Settings()) == 3
    assert everything(home) == before
    assert (home / "uploads" / "a.txt").read_text() == "kept"


def test_a_damaged_letter_in_a_stored_text_is_never_quoted(home: Path) -> None:
    before = everything(home)
    path = home / "chroma" / "chroma.sqlite3"
    word = b"Seventy-five workers"
    damaged = path.read_bytes().replace(word, b"Seventy-six  workers")
    assert damaged != path.read_bytes()
    path.write_bytes(damaged)
    with Corpus.open(home) as corpus, pytest.raises(HomeProblem, match="footnote rebuild"):
        corpus.ask(QUESTION)
    assert rebuild(home, Settings()) == 3
    assert everything(home) == before


def test_an_index_of_an_older_schema_is_rebuilt(home: Path) -> None:
    path = home / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": 0}))
    rebuild(home, Settings(passage_characters=300))
    with Corpus.open(home, settings=Settings(passage_characters=300)) as corpus:
        assert corpus.ask(QUESTION).status == "answered"


def test_a_home_without_kept_texts_gets_them_when_it_is_opened(home: Path) -> None:
    before = everything(home)
    for path in home.glob("kept.sqlite3*"):
        path.unlink()
    assert everything(home) == before
    shutil.rmtree(home / "chroma")
    rebuild(home, Settings())
    assert everything(home) == before


PAGES = ROOT / "tests" / "rag" / "load" / "files" / "columns.pdf"
GROUPS = (None, [], ["board"], ["staff"])


@pytest.fixture
def shared_home(home: Path, tmp_path: Path) -> Path:
    """The same with documents for some only, one of them with pages and a copy of its file."""
    (tmp_path / "minutes.txt").write_text("The board closes the harbour of Tarn in June.")
    with Corpus.open(home) as corpus:
        corpus.add(tmp_path / "minutes.txt", groups=["board"])
        corpus.add(PAGES, groups=["staff", "board"])
    return home


def seen(home: Path) -> dict[str, object]:
    """All that each group can get at."""
    found: dict[str, object] = {}
    with Corpus.open(home) as whole:
        for groups in GROUPS:
            corpus = whole if groups is None else whole.seen_by(groups)
            found[str(groups)] = [
                (info, corpus.document(info.id), corpus.passages(info.id))
                for info in corpus.documents()
            ]
        (paged,) = (info for info in whole.documents() if info.pages)
        assert whole.page_picture(paged.id, 1, width=100).png
    return found


@pytest.mark.parametrize("way", ["backup", "rebuild", "rebuild after opening without kept texts"])
def test_what_is_for_some_stays_for_them(shared_home: Path, tmp_path: Path, way: str) -> None:
    before = seen(shared_home)
    assert [len(before[str(groups)]) for groups in GROUPS] == [4, 2, 4, 3]  # type: ignore[arg-type]
    if way == "backup":
        backup(shared_home, tmp_path / "b")
        shutil.rmtree(shared_home)
        restore(tmp_path / "b", shared_home)
    else:
        if way != "rebuild":
            for path in shared_home.glob("kept*"):
                path.unlink()
            assert seen(shared_home) == before
        shutil.rmtree(shared_home / "chroma")
        assert rebuild(shared_home, Settings()) == 5
    assert seen(shared_home) == before


def test_kept_texts_that_don_t_say_whom_they_are_for_are_shown_to_nobody(
    shared_home: Path,
) -> None:
    before = seen(shared_home)
    for path in shared_home.glob("kept-*.sqlite3"):
        with sqlite3.connect(path) as db:
            db.execute("DELETE FROM audience")
        db.close()
    with pytest.raises(HomeProblem, match="doesn't say whom its texts are for"):
        rebuild(shared_home, Settings())
    assert seen(shared_home) == before


@pytest.mark.parametrize("damage", ["rubbish", "one text"])
def test_damaged_kept_texts_never_take_a_whole_index_with_them(home: Path, damage: str) -> None:
    before = everything(home)
    path = home / "kept.sqlite3"
    if damage == "rubbish":
        path.write_bytes(b"no database" * 1000)
    else:
        with sqlite3.connect(path) as db:
            db.execute("UPDATE text SET body = zeroblob(20)")
        db.close()
    with pytest.raises(HomeProblem, match="restore a backup") as problem:
        rebuild(home, Settings())
    assert "\n" not in str(problem.value)
    assert everything(home) == before
    path.unlink()
    assert everything(home) == before
    assert rebuild(home, Settings()) == 3


def test_an_index_on_a_server_has_the_server_s_backup(home: Path) -> None:
    with pytest.raises(BadInput, match="the server's own backup"):
        rebuild(home, Settings(store="http://127.0.0.1:1"))


def test_rebuilding_what_keeps_no_texts(tmp_path: Path) -> None:
    with pytest.raises(HomeProblem, match="add your files there"):
        rebuild(tmp_path, Settings())
