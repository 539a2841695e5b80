"""A home is held by one process, knows what made its index, and says what to do otherwise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag import Corpus, HomeLocked, HomeProblem, IndexMismatch, ModelDamaged, Settings
from rag import embed as embed_module
from rag.home import SCHEMA


@pytest.fixture
def empty_home(tmp_path: Path) -> Path:
    Corpus.open(tmp_path / "home", empty=True).close()
    return tmp_path / "home"


def test_a_second_process_is_told_who_holds_the_home(empty_home: Path) -> None:
    program = (
        f"from rag import Corpus; corpus = Corpus.open({str(empty_home)!r}); "
        "print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout and other.stdout.readline() == "open\n"
        with pytest.raises(HomeLocked, match=f"process {other.pid}"):
            Corpus.open(empty_home)
        other.kill()
    Corpus.open(empty_home).close()


def test_one_process_cannot_open_a_home_twice(empty_home: Path) -> None:
    with Corpus.open(empty_home), pytest.raises(HomeLocked):
        Corpus.open(empty_home)


def test_an_index_made_with_another_model_or_size(empty_home: Path) -> None:
    with pytest.raises(IndexMismatch, match="embedding model all-MiniLM-L6-v2, not other"):
        Corpus.open(empty_home, settings=Settings(embedding_model="other"))
    with pytest.raises(IndexMismatch, match="passage size 700, not 300"):
        Corpus.open(empty_home, settings=Settings(passage_characters=300))
    Corpus.open(empty_home).close()


def test_an_index_of_another_schema(empty_home: Path) -> None:
    path = empty_home / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"schema_version": SCHEMA + 1}))
    with pytest.raises(IndexMismatch, match="rebuild"):
        Corpus.open(empty_home)


def test_other_weights_than_the_index_was_made_with(empty_home: Path, tmp_path: Path) -> None:
    path = empty_home / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"embedding_digest": "0" * 64}))
    (tmp_path / "a.txt").write_text("Some words.")
    with Corpus.open(empty_home) as corpus, pytest.raises(IndexMismatch, match="weights"):
        corpus.add(tmp_path / "a.txt")


def test_a_manifest_that_is_not_json(empty_home: Path) -> None:
    (empty_home / "manifest.json").write_text("{")
    with pytest.raises(IndexMismatch, match="damaged"):
        Corpus.open(empty_home)


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeProblem, match="--home"):
        Corpus.open(tmp_path / "file" / "home")


def test_damaged_weights_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr(embed_module, "packaged_model_folder", lambda: tmp_path)
    with pytest.raises(ModelDamaged, match="reinstall"):
        Corpus.open(tmp_path / "home", empty=True)


def test_damaged_files_of_chroma_are_said_in_one_line(empty_home: Path) -> None:
    (empty_home / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(HomeProblem) as problem:
        Corpus.open(empty_home)
    assert "\n" not in str(problem.value)
