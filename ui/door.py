"""The door of the page: every request passes here, and none goes on without its visitor.

What isn't named below is closed: a route of Gradio's that comes tomorrow is closed too until
somebody has logged in. Requests that another site's page makes are turned away.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import anyio.to_thread
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ui import claimed
from ui.login import login_html
from ui.trust import Trust
from ui.users import Lifetime, Users
from ui.visitor import KEY, Visitor

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOGIN, LOGOUT = "/footnote/login", "/footnote/logout"
_OPEN = ("/footnote/assets/", "/footnote/page.css", "/favicon.ico")
_ALIVE = "/footnote/alive"
_NEVER = (
    *(
        f"/gradio_api/{name}"
        for name in (
            *("file", "proxy", "stream", "process_recording", "custom_component", "dev"),
            *("deep_link", "run-history", "runs", "vibe", "undo-vibe", "profiling"),
        )
    ),
    "/monitoring",
)
"""Gradio's routes to files and tools that the page has no use for."""
_COOKIE = "footnote-session"
_LONGEST_FORM = 16_384
_FREE_TRIES, _FREE_TRIES_OF_ADDRESS = 4, 30
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may come in, and for how long."""

    users: Users | None = None
    """None: whoever reaches the page."""
    trust: Trust = field(default_factory=Trust)
    life: Lifetime = field(default_factory=Lifetime)
    incoming: Path
    """The folder where uploads arrive."""


class Door:
    """The outermost part of the web application."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or turn it away."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif (answer := await self._turned_away(scope, receive)) is not None:
            await answer(scope, receive, send)
        elif claimed.is_message(scope, _plain(scope["path"])):
            await self._pass_on(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a message through, unless it names files that nobody uploaded."""
        body = await claimed.read_whole(receive)
        if body is None or claimed.claims_only(body, self._access.incoming):
            answer = JSONResponse({"detail": "this names a file that was not uploaded"}, 403)
            await answer(scope, receive, send)
        else:
            await self._app(scope, claimed.again(body, receive), send)

    async def _turned_away(self, scope: Scope, receive: Receive) -> Response | None:
        """What is answered here; None where the request may go on."""
        path = _plain(scope["path"])
        if scope["method"] not in _SAFE and is_from_elsewhere(scope):
            return JSONResponse({"detail": "this was sent by another site's page"}, 403)
        if path.startswith(_NEVER):
            return JSONResponse({"detail": "there is nothing here"}, 404)
        if self._access.users is None:
            scope[KEY] = Visitor()
            return None
        if path in {LOGIN, LOGOUT}:
            return await self._at_the_desk(path, scope, receive, self._access.users)
        visitor = self._visitor(scope, self._access.users)
        if visitor is not None:
            scope[KEY] = visitor
        elif not path.startswith(_OPEN) and path != _ALIVE:
            return self._stranger(scope)
        return None

    def _visitor(self, scope: Scope, users: Users) -> Visitor | None:
        if self._access.trust.header:
            return self._access.trust.visitor(scope, users)
        token = _bearer(scope) or _cookies(scope).get(self._cookie(scope))
        user = users.in_session(token) if token else None
        return Visitor(name=user.name, groups=user.groups) if user else None

    def _stranger(self, scope: Scope) -> Response:
        if self._access.trust.header:
            return JSONResponse({"detail": "this page is reached through its proxy alone"}, 403)
        accepts = next((v for k, v in scope["headers"] if k.lower() == b"accept"), b"")
        if scope["method"] == "GET" and b"text/html" in accepts:
            return RedirectResponse(LOGIN, 303, _UNKEPT)
        return JSONResponse({"detail": "log in first"}, 401, _UNKEPT)

    async def _at_the_desk(
        self, path: str, scope: Scope, receive: Receive, users: Users
    ) -> Response:
        token = _cookies(scope).get(self._cookie(scope), "")
        if self._access.trust.header:
            return JSONResponse({"detail": "the proxy says who you are"}, 404)
        if path == LOGOUT:
            if scope["method"] != "POST":
                return RedirectResponse("/", 303, _UNKEPT)
            users.end(token)
            clear = {"clear-site-data": '"cache", "storage"', **_UNKEPT}
            answer = RedirectResponse(LOGIN, 303, clear)
            answer.delete_cookie(self._cookie(scope))
            return answer
        if scope["method"] != "POST":
            return HTMLResponse(login_html(), 200, _UNKEPT)
        form = await _form(receive)
        return await anyio.to_thread.run_sync(self._log_in, scope, form, users, token)

    def _log_in(self, scope: Scope, form: Mapping[str, str], users: Users, before: str) -> Response:
        name, password = form.get("name", "").strip().lower(), form.get("password", "")
        address = _network(self._access.trust.address(scope))
        wait = users.tries.wait_before(
            (f"{address} {name}", _FREE_TRIES), (address, _FREE_TRIES_OF_ADDRESS)
        )
        if wait > 0:
            seconds = int(wait) + 1
            trouble = f"Too many tries. Wait {seconds} seconds, then try again."
            headers = {"retry-after": str(seconds), **_UNKEPT}
            return HTMLResponse(login_html(name=name[:64], trouble=trouble), 429, headers)
        if not users.knows(name, password):
            trouble = "That name or password is wrong."
            return HTMLResponse(login_html(name=name[:64], trouble=trouble), 401, _UNKEPT)
        users.tries.forget(f"{address} {name}")
        # A session that was there before is never taken over by the one who logs in.
        users.end(before)
        return self._welcome(scope, users.begin(users.of(name), self._access.life))

    def _welcome(self, scope: Scope, token: str) -> Response:
        answer = RedirectResponse("/", 303, _UNKEPT)
        answer.set_cookie(
            self._cookie(scope),
            token,
            max_age=int(self._access.life.whole),
            httponly=True,
            secure=self._access.trust.is_https(scope),
            samesite="lax",
        )
        return answer

    def _cookie(self, scope: Scope) -> str:
        """A cookie of that name can be set by this very host alone, where it is encrypted."""
        return f"__Host-{_COOKIE}" if self._access.trust.is_https(scope) else _COOKIE


_UNKEPT = {"cache-control": "no-store"}


def is_from_elsewhere(scope: Scope) -> bool:
    """Whether a page of another site sent the request, as the browser says."""
    headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get(b"origin")
    return origin is not None and urlsplit(origin).netloc != headers.get(b"host", "")


def _plain(path: str) -> str:
    """A path as routes see it, however many slashes were written."""
    return "/" + "/".join(part for part in path.split("/") if part not in {"", "."})


def _bearer(scope: Scope) -> str | None:
    value = next((v for k, v in scope["headers"] if k.lower() == b"authorization"), b"")
    kind, _, token = value.decode("latin-1").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def _cookies(scope: Scope) -> dict[str, str]:
    given = b"; ".join(value for key, value in scope["headers"] if key.lower() == b"cookie")
    try:
        return {one.key: one.value for one in SimpleCookie(given.decode("latin-1")).values()}
    except CookieError:
        return {}


async def _form(receive: Receive) -> dict[str, str]:
    """The fields of a small form; nothing of one that is large."""
    body = b""
    while True:
        message: Any = await receive()
        body += message.get("body", b"")
        if len(body) > _LONGEST_FORM or message["type"] == "http.disconnect":
            return {}
        if not message.get("more_body"):
            fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            return {key: values[0] for key, values in fields.items()}


def _network(address: str) -> str:
    """An address, or of IPv6 the network that one household has."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return address
