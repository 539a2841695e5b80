"""Backup, restore and rebuild: a damaged or lost index costs nothing but time."""

import json
import shutil
from pathlib import Path

import pytest

from rag import Corpus, FileProblem, HomeProblem, Settings, backup, rebuild, restore

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


def test_rebuilding_what_keeps_no_texts(tmp_path: Path) -> None:
    with pytest.raises(HomeProblem, match="add your files there"):
        rebuild(tmp_path, Settings())
