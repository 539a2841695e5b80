"""What the document pane asks of the server: a stretch of a document, lit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag import Document, FootnoteError, Span
from ui.frame import ARTICLE_NOTE
from ui.host import Host, find_document
from ui.reading import Light, document_html, stretch, window
from ui.safe import sentence, text
from ui.shelf import SHIPPED
from ui.visitor import visitor_of

_MOST_LIGHTS = 50


class Place(BaseModel):
    """A quote as the page's script knows it."""

    model_config = ConfigDict(frozen=True)

    number: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    words_from: int | None = Field(default=None, ge=0)
    words_to: int | None = Field(default=None, ge=0)

    def light(self) -> Light | None:
        """The quote to be lit, unless its ends are the wrong way round."""
        if self.end <= self.start:
            return None
        first, last = self.words_from, self.words_to
        known = first is not None and last is not None and self.start <= first <= last <= self.end
        words = Span(start=first or 0, end=last or 0) if known else None
        return Light(number=self.number, span=Span(start=self.start, end=self.end), words=words)


class _Wanted(BaseModel):
    """What the page's script asks for."""

    document: str = ""
    active: int = 0
    lights: list[Place] = Field(default_factory=list, max_length=_MOST_LIGHTS)
    start: int | None = Field(default=None, ge=0)
    """With `end`: just this stretch, as when more is read above or below."""
    end: int | None = Field(default=None, ge=0)


def reader(host: Host) -> Callable[[object, gr.Request], dict[str, Any]]:
    """The function that reads documents for the pane, in the form that Gradio's HTML calls."""

    def read(wanted: object, request: gr.Request) -> dict[str, Any]:
        try:
            asked = _Wanted.model_validate(wanted)
            document = _find(host.seen_by(visitor_of(request)), asked.document)
        except ValidationError:
            return {"trouble": "The page asked for a place that makes no sense: load it again."}
        except FootnoteError:
            return {"trouble": "This document is no longer here. Its quote still stands."}
        return {"trouble": ""} if document is None else _answer(document, asked)

    return read


def _find(host: Host, document_id: str) -> Document | None:
    """The document of that id; for an empty id the first one."""
    if document_id:
        return find_document(host, document_id)
    infos = host.documents()
    return find_document(host, infos[0].id) if infos else None


def _answer(document: Document, asked: _Wanted) -> dict[str, Any]:
    lights = [light for light in (place.light() for place in asked.lights) if light is not None]
    shown = _stretch(document, asked, lights)
    html = document_html(document.text, shown, lights, active=asked.active)
    return {
        "document": document.id,
        "title": document.title,
        "note": text(ARTICLE_NOTE if document.source == SHIPPED else sentence(document.note)),
        "html": html,
        "start": shown.start,
        "end": shown.end,
        "length": len(document.text),
        "pages": len(document.pages) if document.original else 0,
        "page": _page(document, asked, lights),
    }


def _page(document: Document, asked: _Wanted, lights: list[Light]) -> int | None:
    """The number of the page that holds the quote; of the first one where there is no quote."""
    active = [light for light in lights if light.number == asked.active] or lights[:1]
    return document.page_of(active[0].span.start if active else 0)


def _stretch(document: Document, asked: _Wanted, lights: list[Light]) -> Span:
    if asked.start is not None and asked.end is not None:
        return stretch(document, start=asked.start, end=asked.end)
    active = [light for light in lights if light.number == asked.active] or lights[:1]
    start, end = (active[0].span.start, active[0].span.end) if active else (0, 0)
    return window(document, start=start, end=end)
