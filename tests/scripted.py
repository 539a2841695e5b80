"""A model server that says what a test tells it to, over real HTTP on loopback.

    with Scripted(say("Hello there."), status(429)) as server:
        ... base_url=server.base_url ...
        server.asked[0]["messages"]

It speaks the OpenAI protocol, streamed or whole as asked. Each request takes the next reply of
the script; the last one is said again and again. Faults are replies too: see below `say`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, TypeAlias

Reply: TypeAlias = Callable[["Connection"], None]


class Connection(BaseHTTPRequestHandler):
    """One request on its way to its reply."""

    protocol_version = "HTTP/1.1"
    server: _Server
    body: dict[str, Any]

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        scripted = self.server.scripted
        with scripted.lock:
            at = min(len(scripted.asked), len(scripted.script) - 1)
            scripted.asked.append(self.body)
            scripted.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.close_connection = True
        try:
            scripted.script[at](self)
        except OSError:
            scripted.hung_up.set()

    def begin(self, status: int = 200, kind: str = "text/event-stream", **more: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Connection": "close", **more}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, raw: bytes | str) -> None:
        self.wfile.write(raw if isinstance(raw, bytes) else raw.encode())
        self.wfile.flush()

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than the test lasts."""
        if self.server.scripted.over.wait(seconds):
            raise OSError

    def piece(self, text: str, finish: str | None = None) -> None:
        """One event of a stream."""
        self.send(f"data: {json.dumps(_event(text, finish))}\n\n")

    def end(self, finish: str = "stop") -> None:
        self.piece("", finish)
        self.send("data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    scripted: Scripted

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class Scripted:
    """A server for as long as its `with` lasts."""

    def __init__(self, *script: Reply) -> None:
        self.script = script
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        """Those of each request, names in small letters."""
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.hung_up = threading.Event()
        """The client went away before its reply was complete."""

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), Connection)
        self._server.scripted = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"


def say(text: str | Iterable[str], *, finish: str = "stop", pause: float = 0.0) -> Reply:
    """A reply, streamed in the pieces given, or word by word."""
    pieces = list(_words(text) if isinstance(text, str) else text)

    def reply(to: Connection) -> None:
        if not to.body.get("stream"):
            to.begin(kind="application/json")
            to.send(json.dumps(_whole("".join(pieces), finish)))
            return
        to.begin()
        for piece in pieces:
            to.piece(piece)
            to.pause(pause)
        to.end(finish)

    return reply


def status(code: int, **headers: str) -> Reply:
    """Nothing but a status, such as 429 or 500."""

    def reply(to: Connection) -> None:
        to.begin(code, "application/json", **headers)
        to.send('{"error": {"message": "scripted", "type": "scripted"}}')

    return reply


def raw(body: bytes | str, *, kind: str = "text/event-stream", code: int = 200) -> Reply:
    """Whatever bytes, such as a web page or nonsense."""

    def reply(to: Connection) -> None:
        to.begin(code, kind)
        to.send(body)

    return reply


def hang(before: str = "") -> Reply:
    """Say the beginning, if any, then nothing more for as long as the test lasts."""

    def reply(to: Connection) -> None:
        if before:
            to.begin()
            to.piece(before)
        to.pause(600)

    return reply


def drip(text: str, every: float) -> Reply:
    """One byte of the stream at a time."""

    def reply(to: Connection) -> None:
        to.begin()
        for byte in f"data: {json.dumps(_event(text, None))}\n\n".encode() * 1000:
            to.send(bytes([byte]))
            to.pause(every)

    return reply


def cut_off(text: str) -> Reply:
    """Break off in the middle of an event, after `text`."""

    def reply(to: Connection) -> None:
        to.begin(Transfer_Encoding="chunked")
        event = f"data: {json.dumps(_event(text, None))}\n\n".encode()
        to.send(f"{len(event):x}\r\n".encode() + event + b'\r\n40\r\ndata: {"cho')

    return reply


def stop_short(text: str) -> Reply:
    """End the stream in good form, but before its end."""

    def reply(to: Connection) -> None:
        to.begin()
        to.piece(text)

    return reply


def _words(text: str) -> Iterator[str]:
    for number, word in enumerate(text.split(" ")):
        yield f" {word}" if number else word


def _event(text: str, finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {
        "id": "scripted",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
    }


def _whole(text: str, finish: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "scripted",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
