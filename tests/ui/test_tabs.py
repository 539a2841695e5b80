"""Views that other packages bring: what the page gets of them, and what when they fail."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from evals.tab import RunsTab
from ui import tabs


class _Failing:
    hint = "nothing yet"

    def choices(self) -> list[str]:
        return ["only"]

    def state(self, first: str, second: str) -> str:
        return "1"

    def page(self, first: str, second: str) -> str:
        from rag import FootnoteError

        raise FootnoteError("the run is damaged")


failing = _Failing()


@pytest.fixture(autouse=True)
def _brought(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    entry = EntryPoint(name="Trial", value=f"{__name__}:failing", group="footnote.tabs")
    monkeypatch.setattr(tabs, "entry_points", lambda group: [entry])
    tabs._loaded.cache_clear()
    yield
    tabs._loaded.cache_clear()


def test_what_goes_wrong_in_a_view_is_a_line() -> None:
    view = tabs.viewer()
    assert tabs.tab_names() == ["Trial"]
    assert view({"tab": "Trial"})["trouble"] == "The run is damaged."
    assert "load it again" in view({"tab": "Nobody"})["trouble"]
    assert "load it again" in view("no request")["trouble"]


def test_a_view_without_anything_says_how_to_get_it(tmp_path: Path) -> None:
    assert RunsTab(runs=tmp_path / "none").choices() == []
    assert "footnote eval run" in RunsTab(runs=tmp_path).hint


def test_a_page_that_the_browser_has_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Failing, "page", lambda *_: "<p>whole</p>")
    view = tabs.viewer()
    first = view({"tab": "Trial", "first": "gone"})
    assert (first["page"], first["first"]) == ("<p>whole</p>", "only")
    assert "page" not in view({"tab": "Trial", "state": first["state"]})
