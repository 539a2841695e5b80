"""Chroma loads the files of its vectors unseen: damage in them is found before, and mended."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from rag import Corpus, HomeProblem, Settings, backup, rebuild, restore

QUESTION = "When was bridge number 12 painted?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose vectors Chroma has written to files, as it does from a thousand passages on."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "notes").mkdir()
    for number in range(40):
        text = f"Note {number} says that bridge number {number} was painted in {1900 + number}."
        (folder / "notes" / f"{number}.txt").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        soon = {"space": "cosine", "batch_size": 5, "sync_threshold": 10}
        patch.setattr("rag.volumes._HNSW", {"hnsw": soon})
        with Corpus.open(folder / "home", empty=True) as corpus:
            corpus.add(folder / "notes")
    return folder / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy that keeps the times at which its files were written."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def vectors(home: Path) -> Path:
    """The folder of the passages' vectors."""
    [metadata] = (home / "chroma").glob("*/index_metadata.pickle")
    return metadata.parent


def found(home: Path) -> list[tuple[str, float]]:
    with Corpus.open(home) as corpus:
        return [(one.passage.text, one.score) for one in corpus.search(QUESTION)]


def damage(home: Path, how: str) -> None:
    folder = vectors(home)
    if how == "all gone":
        shutil.rmtree(folder)
        return
    name, what = how.split(" ")
    path = folder / name
    raw = bytearray(path.read_bytes())
    if what == "gone":
        path.unlink()
    elif what == "halved":
        path.write_bytes(raw[: len(raw) // 2])
    else:
        raw[len(raw) // 2] ^= 0x41
        path.write_bytes(raw)


DAMAGE = [
    "all gone",
    "index_metadata.pickle gone",
    "data_level0.bin halved",
    "data_level0.bin flipped",  # Chroma alone ends the process here, and at the next
    "header.bin flipped",
    "length.bin flipped",
]


@pytest.mark.parametrize("how", DAMAGE)
def test_damaged_vectors_are_found_at_opening(home: Path, how: str) -> None:
    damage(home, how)
    for _ in range(2):
        with pytest.raises(HomeProblem, match=r"damaged.*`footnote rebuild`") as problem:
            Corpus.open(home)
        assert "\n" not in str(problem.value)


def test_they_are_mended_from_the_kept_texts(home: Path, made: Path) -> None:
    damage(home, "header.bin flipped")
    assert rebuild(home, Settings()) == 40
    assert found(home) == found(made)


def test_after_a_kill_what_chroma_wrote_since_is_no_damage(home: Path, made: Path) -> None:
    before = found(made)
    corpus = Corpus.open(home)
    killed = shutil.copytree(home, home.with_name("killed"), ignore=shutil.ignore_patterns("lock"))
    corpus.close()
    (vectors(killed) / "length.bin").touch()
    assert found(killed) == before


def test_after_a_kill_what_nobody_wrote_since_is_still_compared(home: Path) -> None:
    corpus = Corpus.open(home)
    killed = shutil.copytree(home, home.with_name("killed"), ignore=shutil.ignore_patterns("lock"))
    corpus.close()
    path = vectors(killed) / "header.bin"
    times = path.stat()
    damage(killed, "header.bin flipped")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(HomeProblem, match=r"header.bin is not what it was"):
        Corpus.open(killed)


def test_what_shows_only_in_asking_is_said_in_one_line(home: Path) -> None:
    """An index that was never closed since it has digests."""
    (home / "seal.json").unlink()
    damage(home, "index_metadata.pickle gone")
    with (
        Corpus.open(home) as corpus,
        pytest.raises(HomeProblem, match=r"can't be read.*`footnote rebuild`") as problem,
    ):
        corpus.search(QUESTION)
    assert "\n" not in str(problem.value)


def test_a_backup_brings_the_vectors_back_as_they_were(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "other")
    assert found(tmp_path / "other") == found(home)
    damage(tmp_path / "other", "header.bin flipped")
    with pytest.raises(HomeProblem, match="footnote rebuild"):
        Corpus.open(tmp_path / "other")
