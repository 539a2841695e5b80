"""The chat page as Gradio Blocks: the parts, and which action each control sets off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import astuple, replace
from typing import Any

import gradio as gr

from ui.actions import Actions, Kept, View
from ui.checking import checker
from ui.endpoints import add_endpoints
from ui.frame import (
    add_html,
    bottom_html,
    check_html,
    documents_head_html,
    pane_html,
    tab_html,
)
from ui.host import Host
from ui.pane import reader
from ui.picture import painter
from ui.stoppable import stoppable
from ui.style import BRIDGE_JS, PARCEL_JS
from ui.tabs import tab_names, viewer
from ui.visitor import NOBODY, visitor_of

ASKERS = 16
"""How many questions are answered at the same time."""

_EMPTY: Kept = {"turns": [], "previous": []}
_FOR_EVERYONE = ("Everyone who may log in", "")
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# The browser says which documents it leaves out; the value it had before plays no part.
_WITH_CHOICE = "(...given) => [...given.slice(0, -1), window.footnote.leftOut()]"
# Gradio drops what is sent to an event that has not quite ended; only now the page may ask again.
_FREE = "() => window.footnote.free()"


class ChatPage:
    """The page's parts. `blocks` is what a server serves."""

    def __init__(self, host: Host) -> None:
        self._host = host
        # Runs hold whole documents, whoever may see these: users are not shown them.
        self._tabs = [] if host.with_users else tab_names()
        with gr.Blocks(title="Footnote", analytics_enabled=False) as self.blocks:
            self._lay_out()
            self._wire_talk()
            self._wire_documents()
            add_endpoints(host)
        self.blocks.queue(default_concurrency_limit=ASKERS)

    def _actions_of(self, request: gr.Request) -> Actions:
        """The actions, as the one who sent a request may do them."""
        return Actions(self._host.seen_by(visitor_of(request)), self._tabs)

    def _lay_out(self) -> None:
        # What is laid out here is sent to whoever opens the page, before it is filled for them.
        host = self._host.seen_by(NOBODY) if self._host.with_users else self._host
        anybody = Actions(host, self._tabs)
        header, shelf, footer = anybody.around()
        key = f"footnote.{self._host.home_key()}"
        # The key is no secret: it is in every page. It must stay, or a restart would lose the talk.
        self._kept = gr.BrowserState(_EMPTY, storage_key=key, secret=key)
        self._left_out = gr.JSON(value=[], visible=False)
        self._header = _own(header, "top")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                self._log = _own(anybody.open(_EMPTY).log or "", "log")
                self._notice = _own("", "notice")
                self._compose()
                self._footer = _own(footer, "foot")
            _own(check_html(), "check")
            _own(pane_html(), "pane")
        _own(tab_html(), "tab")
        self._lay_out_documents(shelf)
        _own(bottom_html(), "bottom")
        self._parcel = gr.HTML(elem_id="parcel", js_on_load=PARCEL_JS, html_template=" ")
        views = [viewer()] if self._tabs else []
        self._bridge = gr.HTML(
            elem_id="bridge",
            js_on_load=BRIDGE_JS,
            html_template=" ",
            server_functions=[
                reader(self._host),
                painter(self._host),
                checker(self._host),
                *views,
            ],
        )

    def _compose(self) -> None:
        with gr.Row(elem_id="composer"):
            self._question = gr.Textbox(
                elem_id="question",
                label="Your question",
                show_label=False,
                container=False,
                placeholder="Ask about your documents",
                lines=1,
                max_lines=6,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
            )
            self._ask = gr.Button("Ask", elem_id="ask", variant="primary", min_width=72)
            self._stop = gr.Button("Stop", elem_id="stop", min_width=72)

    def _lay_out_documents(self, shelf: str) -> None:
        with gr.Column(elem_id="documents"):
            _own(documents_head_html(self._host.max_upload_mb), "documents-head")
            self._shelf = _own(shelf, "shelf")
            _own(add_html(self._host.max_upload_mb), "add")
            self._audience = gr.Dropdown(
                elem_id="audience",
                label="Who may see what you add",
                choices=[_FOR_EVERYONE],
                value="",
                visible=self._host.with_users,
            )
            self._files = gr.File(
                elem_id="files",
                label="Add files: drop them here, or click to choose",
                show_label=False,
                file_count="multiple",
                height=140,
            )
            self._adding = _own("", "adding")

    def _wire_talk(self) -> None:
        talk = [self._log, self._kept, self._notice, self._question]
        given = [self._question, self._kept, self._left_out]
        asking = [
            event(self._asked, given, talk, js=_WITH_CHOICE, concurrency_limit=ASKERS, **_QUIET)
            for event in (
                self._question.submit,
                self._ask.click,
                self._bridge.ask,
                self._bridge.again,
            )
        ]
        for asked in asking:
            asked.then(None, js=_FREE, **_QUIET)
        self._stop.click(
            self._shown(Actions.stop), self._kept, talk, cancels=asking, queue=False, **_QUIET
        )
        opened = self.blocks.load(self._shown(Actions.open), self._kept, talk, **_QUIET)
        opened.then(self._around, None, self._surroundings(), **_QUIET)
        for event, action in (
            (self._bridge.fresh, Actions.fresh),
            (self._bridge.previous, Actions.previous),
        ):
            event(self._shown(action), self._kept, talk, cancels=asking, **_QUIET)
        self._bridge.judge(self._judged, self._kept, talk, **_QUIET)
        self._bridge.save(self._saved, self._kept, self._parcel, **_QUIET)

    def _wire_documents(self) -> None:
        around = self._surroundings()
        added = self._files.upload(
            self._added,
            [self._files, self._audience],
            self._adding,
            concurrency_limit=ASKERS,
            **_QUIET,
        )
        added.then(None, None, self._files, js="() => null", **_QUIET)
        removed = self._bridge.remove(self._removed, None, self._adding, **_QUIET)
        for done in (added, removed):
            done.then(self._around, None, around, **_QUIET)
        self._bridge.refresh(self._around, None, around, **_QUIET)
        if self._host.with_users:
            self.blocks.load(self._audiences, None, self._audience, **_QUIET)

    def _surroundings(self) -> list[gr.HTML]:
        return [self._header, self._shelf, self._footer]

    def _around(self, request: gr.Request) -> tuple[str, str, str]:
        return self._actions_of(request).around()

    def _audiences(self, request: gr.Request) -> dict[str, Any]:
        """For whom the one who opened the page may add: by default, for as few as can be."""
        groups = sorted(visitor_of(request).groups or ())
        choices = [*((group, group) for group in groups), _FOR_EVERYONE]
        return gr.update(choices=choices, value=choices[0][1])

    def _shown(self, action: Callable[[Actions, Kept], View]) -> Callable[..., tuple[Any, ...]]:
        def show(kept: Kept, request: gr.Request) -> tuple[Any, ...]:
            own = _own_talk(kept, request)
            return _updates(action(self._actions_of(request), own), request)

        return show

    async def _asked(
        self,
        question: str,
        kept: Kept,
        left_out: object,
        event: gr.EventData,
        request: gr.Request,
    ) -> AsyncIterator[tuple[Any, ...]]:
        actions, data, kept = self._actions_of(request), _data(event), _own_talk(kept, request)
        if "turn" in data:
            views = actions.again(data["turn"], kept, left_out)
        else:
            views = actions.ask(str(data.get("question", question)), kept, left_out)
        async for view in stoppable(views):
            yield _updates(view, request)

    def _judged(self, kept: Kept, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        view = self._actions_of(request).judge(_data(event), _own_talk(kept, request))
        return _updates(view, request)

    def _saved(self, kept: Kept, event: gr.EventData, request: gr.Request) -> dict[str, str]:
        kind = _data(event).get("kind")
        return self._actions_of(request).save(kind, _own_talk(kept, request))

    def _added(self, files: list[str] | None, group: object, request: gr.Request) -> Iterator[str]:
        yield from self._actions_of(request).add(files, group)

    def _removed(self, event: gr.EventData, request: gr.Request) -> str:
        return self._actions_of(request).remove(_data(event))


def _own(value: str, name: str) -> gr.HTML:
    """HTML of Footnote's own, without Gradio's frame around it."""
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False, padding=False)


def _own_talk(kept: Kept, request: gr.Request) -> Kept:
    """What the browser kept, unless it is of somebody who used this browser before."""
    theirs = kept.get("who", "") if isinstance(kept, dict) else ""
    return kept if theirs == visitor_of(request).name else dict(_EMPTY)


def _updates(view: View, request: gr.Request) -> tuple[Any, ...]:
    """A view as Gradio takes it: what is None stays as it is on the page."""
    name = visitor_of(request).name
    if view.kept is not None and name:
        view = replace(view, kept={**view.kept, "who": name})
    return tuple(gr.skip() if part is None else part for part in astuple(view))


def _data(event: gr.EventData) -> dict[str, Any]:
    """What the page's script sent along; Gradio's own controls send nothing of use here."""
    sent = getattr(event, "_data", None)
    return sent if isinstance(sent, dict) else {}
