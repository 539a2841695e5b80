"""The models folder: what is in it, what comes in, what goes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Models
from rag.errors import ModelProblem, UnknownModel
from rag.llm.catalogue import CATALOGUE, DEFAULT
from rag.llm.choose import choose
from rag.llm.memory import check_memory, free_memory
from rag.settings import Settings
from tests.rag.llm.conftest import tiny_gguf


def test_a_file_comes_and_goes(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(tiny_gguf())
    models = Models(tmp_path / "models")
    assert models.installed() == []
    added = models.add(file)
    assert (added.name, added.licence, added.state) == ("mine", "mit", "not verified")
    assert added.path.read_bytes() == file.read_bytes() and added.default
    assert models.add(str(file)) == added
    removed = models.remove("mine")
    assert removed == added and not added.path.exists() and file.exists()
    assert [path.suffix for path in models.folder.iterdir()] == []
    with pytest.raises(UnknownModel, match="no model"):
        models.remove("mine")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "not a GGUF"),
        (b"<html></html>", "not a GGUF"),
        (b"GGUF", "damaged"),
        (b"GGUF" + b"\xff" * 2000, "damaged"),
        (tiny_gguf()[:140], "damaged"),
        (tiny_gguf().replace(b"general.architecture", b"general.architectura"), "damaged"),
    ],
)
def test_a_file_that_is_no_model(tmp_path: Path, raw: bytes, says: str) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(raw)
    with pytest.raises(ModelProblem, match=says):
        Models(tmp_path / "models").add(file)
    assert not (tmp_path / "models").exists()


def test_another_file_under_a_published_name(tmp_path: Path) -> None:
    file = tmp_path / DEFAULT.file
    file.write_bytes(tiny_gguf())
    with pytest.raises(ModelProblem, match="name of a published model"):
        Models(tmp_path / "models").add(file)


def test_two_files_of_one_name(tmp_path: Path) -> None:
    models = Models(tmp_path / "models")
    for folder, name in (("a", "one"), ("b", "two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "m.gguf").write_bytes(tiny_gguf(**{"general.name": name}))
    models.add(tmp_path / "a" / "m.gguf")
    with pytest.raises(ModelProblem, match="another model named m"):
        models.add(tmp_path / "b" / "m.gguf")


def test_a_changed_file_is_no_longer_verified(tmp_path: Path, smollm2: Path) -> None:
    models = Models(tmp_path)
    added = models.add(smollm2)
    assert (added.name, added.state) == ("smollm2-135m", "verified")
    added.path.unlink()
    added.path.write_bytes(tiny_gguf())
    assert models.installed()[0].state == "not verified"


def test_a_model_that_writes_badly_is_never_chosen_unasked(tmp_path: Path, smollm2: Path) -> None:
    Models(tmp_path).add(smollm2)
    settings = Settings(models=tmp_path)
    unasked = choose(None, settings)
    assert unasked.kind == "quotes" and "footnote models add qwen" in unasked.why
    assert choose("local", settings) == unasked
    assert choose("quotes", settings).why == ""
    named = choose("local:smollm2-135m", settings)
    assert (named.name, named.kind) == ("local:smollm2-135m", "local")
    assert named.chat() is choose("local:smollm2-135m", settings).chat()
    with pytest.raises(UnknownModel):
        choose("local:smollm3", settings)
    (tmp_path / "mine.gguf").write_bytes(tiny_gguf())
    assert choose(None, settings).name == "local:mine"


def test_too_little_memory_is_one_line_and_quotes_go_on(tmp_path: Path) -> None:
    path = tmp_path / "huge.gguf"
    path.write_bytes(tiny_gguf())
    with path.open("r+b") as file:
        file.truncate(2**42)
    assert (free_memory() or 0) > 0
    with pytest.raises(ModelProblem, match=r"huge needs .* GB of memory"):
        check_memory(path)
    chosen = choose(None, Settings(models=tmp_path))
    assert chosen.kind == "quotes" and "quotes go on working" in chosen.why


def test_the_catalogue_adds_up() -> None:
    for model in CATALOGUE:
        assert len(model.sha256) == 64 and model.hub and model.file.endswith(".gguf")
        assert -(-model.size // model.part) == len(model.wheels)
