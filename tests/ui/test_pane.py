"""The document pane gets a stretch that is as long as can be read, wherever the quote stands."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import document

from rag import UnknownDocument
from ui.host import Host
from ui.pane import reader
from ui.reading import AROUND, MOST, WHOLE, stretch, window
from ui.visitor import KEY, Visitor


class _Shelf:
    """A corpus of one document."""

    def __init__(self, content: str) -> None:
        self.held = document(content)

    def documents(self) -> list[Any]:
        return [SimpleNamespace(id=self.held.id)]

    def document(self, document_id: str) -> Any:
        if document_id != self.held.id:
            raise UnknownDocument("no such document")
        return self.held


def read(content: str, **wanted: Any) -> dict[str, Any]:
    corpus: Any = _Shelf(content)
    host = Host(corpus=corpus, answerer="quotes", max_upload_mb=1)
    return reader(host)(wanted, SimpleNamespace(scope={KEY: Visitor()}))


def test_a_line_of_five_megabytes_is_sent_a_stretch_at_a_time() -> None:
    content = "lorem ipsum " * 430_000
    place = {"number": 1, "start": 2_500_000, "end": 2_500_080}
    got = read(content, document="d1", active=1, lights=[place])
    assert got["start"] < 2_500_000 < got["end"]
    assert len(got["html"]) < 4 * AROUND
    assert 'class="lit on"' in got["html"]
    wider = read(content, document="d1", start=0, end=5_000_000)
    assert len(wider["html"]) < 2 * MOST


def test_a_short_document_is_shown_whole() -> None:
    got = read("A word.\n\nAnother.", document="")
    assert (got["start"], got["end"]) == (0, 17)
    assert got["title"] == "A title"


@pytest.mark.parametrize(
    "wanted",
    [
        {"document": "gone"},
        {"document": 7},
        {"document": "d1", "start": -1, "end": 3},
        {"document": "d1", "lights": [{"number": "x"}]},
        {"document": "d1", "lights": [{"number": 1, "start": 0, "end": 1}] * 60},
    ],
)
def test_what_cannot_be_shown_is_said(wanted: dict[str, Any]) -> None:
    got = read("A word.", **wanted)
    assert got["trouble"]
    assert "html" not in got


@given(st.integers(-10, 10**7), st.integers(-10, 10**7))
def test_places_outside_a_document_do_no_harm(start: int, end: int) -> None:
    long = document("a b" * WHOLE)
    for shown in (window(long, start=start, end=end), stretch(long, start=start, end=end)):
        assert 0 <= shown.start <= shown.end <= len(long.text)
        assert len(shown) <= MOST + 4 * AROUND


def test_lights_that_make_no_sense_are_left_out() -> None:
    backwards = {"number": 1, "start": 5, "end": 2}
    beyond = {"number": 2, "start": 900, "end": 901}
    half = {"number": 3, "start": 0, "end": 3, "words_from": 2, "words_to": 9}
    got = read("A word here.", document="d1", lights=[backwards, beyond, half])
    assert got["html"].count("<mark") == 1
    assert "words" not in got["html"]
