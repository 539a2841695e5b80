"""What the document pane asks of the server for a page as it looks in its file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr
from pydantic import BaseModel, Field, ValidationError

from rag import Box, FootnoteError, PagePicture, Span
from ui.host import Host, find_document
from ui.pane import Place
from ui.reading import Light
from ui.safe import sentence
from ui.visitor import visitor_of

_MOST_LIGHTS = 50
_NO_SENSE = "The page asked for a place that makes no sense: load it again."


class _Wanted(BaseModel):
    """What the page's script asks for."""

    document: str = Field(min_length=1)
    page: int = Field(ge=1)
    active: int = 0
    lights: list[Place] = Field(default_factory=list, max_length=_MOST_LIGHTS)
    width: int = Field(default=1400, ge=100, le=3000)


def painter(host: Host) -> Callable[[object, gr.Request], dict[str, Any]]:
    """The function that draws pages for the pane, in the form that Gradio's HTML calls."""

    def picture(wanted: object, request: gr.Request) -> dict[str, Any]:
        try:
            asked = _Wanted.model_validate(wanted)
            seen = host.seen_by(visitor_of(request))
            lights = [one for one in (place.light() for place in asked.lights) if one is not None]
            drawn = seen.corpus.page_picture(
                find_document(seen, asked.document).id,
                asked.page,
                lit=[span for light in lights for span in _spans(light)],
                width=asked.width,
            )
        except ValidationError:
            return {"trouble": _NO_SENSE}
        except FootnoteError as error:
            return {"trouble": sentence(str(error))}
        return {
            "png": f"data:image/png;base64,{base64.b64encode(drawn.png).decode()}",
            "page": drawn.page,
            "width": drawn.width,
            "height": drawn.height,
            "spots": list(_spots(drawn, lights, asked.active)),
        }

    return picture


def _spans(light: Light) -> tuple[Span, Span]:
    """A quote, and the words in it that answer; nothing where these aren't known."""
    return light.span, light.words or Span(start=light.span.start, end=light.span.start)


def _spots(drawn: PagePicture, lights: list[Light], active: int) -> Iterator[dict[str, Any]]:
    for light, whole, words in zip(lights, drawn.boxes[::2], drawn.boxes[1::2], strict=True):
        for kind, boxes in (("quote", whole), ("words", words)):
            for box in boxes:
                yield {
                    "number": light.number,
                    "kind": kind,
                    "on": light.number == active,
                    **_shares(box),
                }


def _shares(box: Box) -> dict[str, float]:
    known = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    return {name: round(100 * share, 3) for name, share in known.items()}
