"""Web addresses: what the server says decides the kind; nothing leads into the local network."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag import Corpus, FileProblem
from rag.load import load_address
from rag.load.web import fetch
from tests.rag.load.test_kinds import FILES

KINDS = {
    "/report": ("application/pdf", "columns.pdf"),
    "/news?id=7": ("text/html; charset=utf-8", "news.html"),
    "/rows.csv": ("text/plain", "members.csv"),
}


class Site(BaseHTTPRequestHandler):
    """A small site with good and bad corners."""

    def do_GET(self) -> None:
        """Serve one address."""
        if self.path in KINDS:
            kind, name = KINDS[self.path]
            self._send(200, (FILES / name).read_bytes(), ("content-type", kind))
        elif self.path == "/moved":
            self._send(302, b"", ("location", "/news?id=7"))
        elif self.path == "/inside":
            # The same machine by another name: not what was asked for.
            port = self.server.server_address[1]
            self._send(302, b"", ("location", f"http://localhost:{port}/news?id=7"))
        elif self.path == "/metadata":
            self._send(302, b"", ("location", "http://169.254.169.254/latest"))
        elif self.path == "/file":
            self._send(302, b"", ("location", "file:///etc/hostname"))
        elif self.path == "/round":
            self._send(302, b"", ("location", "/round"))
        elif self.path == "/endless":
            self._drip()
        else:
            self._send(404, b"")

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("content-length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/plain")
        self.end_headers()
        try:
            for _ in range(200):
                self.wfile.write(b"word ")
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_what_the_server_says_decides_the_kind(site: str) -> None:
    assert len(load_address(f"{site}/report").pages) == 2
    news = load_address(f"{site}/news?id=7")
    assert news.source == f"{site}/news?id=7"
    assert "anchors" not in news.text
    assert load_address(f"{site}/rows.csv").text.startswith("Name: Astrid Berg;")
    assert load_address(f"{site}/moved").text == news.text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/inside", "own network"),
        ("/metadata", "own network"),
        ("/file", "no web address"),
        ("/round", "on and on"),
        ("/gone", "404"),
    ],
)
def test_where_an_address_must_not_lead(site: str, path: str, says: str) -> None:
    with pytest.raises(FileProblem, match=says) as problem:
        load_address(f"{site}{path}")
    assert str(problem.value).startswith(f"{site}{path}: ")


def test_what_never_ends_or_is_too_large_is_left(site: str) -> None:
    with pytest.raises(FileProblem, match="never ends"):
        fetch(f"{site}/endless", seconds=0.3)
    with pytest.raises(FileProblem, match="more than"):
        fetch(f"{site}/report", most=1000)


def test_nobody_there() -> None:
    with pytest.raises(FileProblem, match="can't be had"):
        load_address("http://127.0.0.1:9/")


def test_an_address_is_added_like_a_file(corpus: Corpus, site: str) -> None:
    report = corpus.add([f"{site}/news?id=7", str(FILES / "members.csv")])
    assert report.added[0].source == f"{site}/news?id=7"
    answer = corpus.ask("How many donors paid for the lamp?")
    assert "2,300 donors" in answer.citations[0].quote
    assert corpus.add(f"{site}/news?id=7").unchanged
