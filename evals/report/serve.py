"""The report on loopback, made anew at every visit, so that it follows a run in progress."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rag import BadInput, FootnoteError

Page = Callable[[], str]


def make_server(page: Page, state: Page, port: int) -> ThreadingHTTPServer:
    """A server on 127.0.0.1; `page` gives the HTML, `state` a word that changes when it does.

    Raises:
        BadInput: the port is taken.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            if host not in ("127.0.0.1", "localhost"):
                self.send_error(HTTPStatus.FORBIDDEN)
            elif self.path == "/":
                self._give(page, "text/html; charset=utf-8")
            elif self.path == "/state":
                self._give(state, "text/plain; charset=utf-8")
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def _give(self, made: Page, kind: str) -> None:
            try:
                body = made().encode()
            except FootnoteError as error:
                self.send_error(HTTPStatus.SERVICE_UNAVAILABLE, str(error)[:200])
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: a page that renews itself would fill the terminal."""

    try:
        return ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"port {port} can't be used ({reason}): name another with --port") from None
