"""The web server around the page: its address, its headers, its own few files."""

from __future__ import annotations

import hmac
import socket
import threading
import webbrowser
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from ui.chat import ChatPage
from ui.door import Access, Door
from ui.endpoints import speak_json
from ui.host import Host
from ui.options import ChatOptions
from ui.style import css, theme
from ui.visitor import KEY, visitor_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio builds its components with inline styles and `new Function`; all else stays at home.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_HEAD = (
    '<link rel="stylesheet" href="/footnote/page.css">'
    '<script type="module" src="/footnote/assets/page.js"></script>'
    '<meta name="color-scheme" content="light dark">'
)


class Guard:
    """Adds the headers that keep the page from loading anything from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def build(host: Host, options: ChatOptions, access: Access) -> FastAPI:
    """The web application, behind its door."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/footnote/assets", StaticFiles(directory=str(files("ui") / "assets")))

    @app.get("/footnote/alive")
    def alive(request: Request) -> JSONResponse:
        state = {"boot": host.boot, "ready": host.ready.is_set()}
        if KEY in request.scope:
            state["edition"] = host.seen_by(visitor_of(request)).edition()
        return JSONResponse(state, headers={"cache-control": "no-store"})

    sheet = css()

    @app.get("/footnote/page.css")
    def style() -> Response:
        return Response(sheet, media_type="text/css", headers={"cache-control": "no-cache"})

    blocks = ChatPage(host).blocks
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=f"{options.max_upload_mb}mb",
        mcp_server=options.mcp,
        auth=_door(options.password),
        auth_message="Any name will do; the password is the one that this page was started with.",
        favicon_path=str(files("ui") / "assets" / "favicon.png"),
        theme=theme(),
        head=_HEAD,
    )
    # Of pages that it doesn't launch itself, Gradio doesn't look where files come from.
    blocks.has_launched = True
    if options.mcp:
        speak_json(blocks.mcp_server_obj)
    app.add_middleware(Door, access=access)
    app.add_middleware(Guard)
    return app


def _door(password: str | None) -> Callable[[str, str], bool] | None:
    if password is None:
        return None
    wanted = password.encode()
    return lambda _name, given: hmac.compare_digest(given.encode(), wanted)


def run(app: FastAPI, listener: socket.socket, *, when_up: Callable[[], None]) -> None:
    """Serve until interrupted; `when_up` is called once requests are answered."""
    # Uvicorn believes what a proxy says by itself; here the door does, and only when told so.
    config = uvicorn.Config(
        app,
        log_level="error",
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
    )
    server = _Server(config, when_up)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, when_up: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_up = when_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_up()


def open_browser(address: str) -> None:
    """Open the page in the person's browser, without waiting for it."""
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
