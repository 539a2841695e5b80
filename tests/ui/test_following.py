"""A page that keeps folders in step."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import BadInput, Corpus
from ui.app import serve
from ui.following import followed
from ui.options import ChatOptions


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.1)


def test_documents_come_and_go_with_the_files_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "rota.txt").write_text("Astrid opens the canteen on Tuesdays.")
    with Corpus.open(tmp_path / "home", empty=True) as corpus:
        with followed(corpus, [folder]):
            until(lambda: len(corpus.documents()) == 1)
            (folder / "menu.txt").write_text("There is soup on Mondays.")
            until(lambda: len(corpus.documents()) == 2)
            assert "Astrid" in corpus.ask("Who opens the canteen on Tuesdays?").text
            (folder / "rota.txt").unlink()
            until(lambda: len(corpus.documents()) == 1)
        (folder / "late.txt").write_text("Nobody follows this any more.")
        assert [one.title for one in corpus.documents()] == ["menu"]


def test_a_folder_that_is_not_there_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        serve(ChatOptions(home=tmp_path / "home", watch=(tmp_path / "nowhere",)))
    assert not (tmp_path / "home").exists()
