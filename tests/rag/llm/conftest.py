"""A hub of the tests' own, and a tiny file that has the form of a model."""

from __future__ import annotations

import re
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

import pytest


def tiny_gguf(size: int = 300_000, **more: str) -> bytes:
    """A GGUF file of about `size` bytes with one tensor and no use."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    values = {"general.architecture": "llama", "general.license": "mit", **more}
    header = b"GGUF" + struct.pack("<IQQ", 3, 1, len(values))
    for key, value in values.items():
        header += text(key) + struct.pack("<I", 8) + text(value)
    header += text("weights") + struct.pack("<IQIQ", 1, size, 24, 0)
    return header + bytes(number * 7 % 251 for number in range(size))


Answer: TypeAlias = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request to the hub."""

    protocol_version = "HTTP/1.1"
    server: _HubServer

    def do_GET(self) -> None:
        hub = self.server.hub
        begin = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        self.offset = int(begin[1]) if begin else 0
        hub.asked.append((self.command, self.path, self.offset))
        self.close_connection = True
        faults = hub.faults if self.command == "GET" else hub.head_faults
        if faults and not self.path.startswith("/cdn"):
            faults.pop(0)(self)
        elif not self.path.startswith("/cdn"):
            self.send_response(302)
            self.send_header("Location", f"/cdn{self.path}")
            self.send_header("X-Linked-Size", str(len(hub.file)))
            self.send_header("X-Linked-Etag", f'"{hub.digest}"')
            self.send_header("X-Repo-Commit", "c0ffee")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.give(hub.file)

    def end_headers(self) -> None:
        # Unsaid, a client takes the connection for one that it may use again.
        self.send_header("Connection", "close")
        super().end_headers()

    do_HEAD = do_GET  # noqa: N815 (the server's own names)

    def give(self, file: bytes, *, stop: int | None = None, ranges: bool = True) -> None:
        """Send the file from where it was asked for; break off after `stop` bytes."""
        offset = self.offset if ranges else 0
        self.send_response(206 if offset else 200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(file) - offset))
        if offset:
            self.send_header("Content-Range", f"bytes {offset}-{len(file) - 1}/{len(file)}")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(file[offset:][:stop])

    def refuse(self, status: int, kind: str = "text/plain", **headers: str) -> None:
        """Send a status and few words."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": "6", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"<html>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _HubServer(ThreadingHTTPServer):
    daemon_threads = True
    hub: LocalHub

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class LocalHub:
    """A hub on loopback that has one file; `faults` come first, one a request."""

    def __init__(self) -> None:
        self.file = tiny_gguf()
        self.digest = ""
        self.faults: list[Answer] = []
        self.head_faults: list[Answer] = []
        self.asked: list[tuple[str, str, int]] = []

    def gets(self) -> list[int]:
        """Where each transfer began."""
        return [offset for what, path, offset in self.asked if what == "GET" and "/cdn" not in path]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    hub = LocalHub()
    server = _HubServer(("127.0.0.1", 0), Asked)
    server.hub = hub
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    yield hub
    server.shutdown()
    server.server_close()
    thread.join()
