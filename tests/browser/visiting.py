"""What browser tests work with: a server as a process, and people who visit its page."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "build" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REQUIRED = os.environ.get("FOOTNOTE_BROWSER") == "required"

expect.set_options(timeout=15_000)


def miss(what: str) -> Any:
    """Skip, or fail where the browser tests are required."""
    if REQUIRED:
        pytest.fail(what)
    pytest.skip(what)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`footnote chat` as a process of its own."""

    home: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    printed: IO[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, until: str = "ready") -> Server:
        """Start it, and wait until the page is up or, with `ready`, the models are loaded."""
        command = [sys.executable, "-m", "ui", "--home", str(self.home), "chat"]
        command += ["--no-open", "--port", str(self.port), *self.options]
        # A file takes all that is printed; a pipe that nobody reads would halt the server.
        self.printed = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=self.printed, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + 90
        while not self._reached(until):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"no page: {self.stop()}")
            time.sleep(0.05)
        return self

    def _reached(self, until: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/footnote/alive", timeout=2) as answer:
                return until == "up" or bool(json.load(answer)["ready"])
        except OSError:
            return False

    def stop(self) -> str:
        """Stop it as Ctrl+C does; gives what it printed."""
        if self.process is None or self.printed is None:
            return ""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        self.printed.seek(0)
        return self.printed.read()


class Visitor:
    """Someone with a browser of their own; whatever their page asks of other machines is noted."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, **options}
        )
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        page = self.context.new_page()
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        page.goto(self.url)
        self.settled(page)
        return page

    def settled(self, page: Page | None = None) -> None:
        """Wait until the page is whole: conversation, document and script."""
        page = page or self.page
        page.wait_for_selector("#log .welcome, #log .turn")
        page.wait_for_selector("#sheet article, #sheet .trouble, #sheet:empty", state="attached")
        page.wait_for_function("() => document.body.dataset.footnote === 'ready'")

    def _note(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.foreign.append(url)

    def ask(self, question: str) -> Any:
        """Type a question and wait for what becomes of it; gives the new turn."""
        before = self.page.locator(".turn").count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        return self.answered(before)

    def answered(self, before: int) -> Any:
        self.page.wait_for_function(
            "before => document.querySelectorAll('.turn').length > before"
            " && !document.querySelector('.turn[data-state=asking]')",
            arg=before,
        )
        return self.page.locator(".turn").last

    def close(self) -> None:
        with suppress(Error):
            self.context.close()
        assert self.foreign == [], f"the page asked other machines: {self.foreign}"
        assert self.errors == [], f"the page's script failed: {self.errors}"


Visit = Callable[..., Visitor]


def serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical."""
    if not AXE.exists():
        miss("no axe-core: npm install --no-save --prefix build/browser axe-core")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes']]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


def lit_words(page: Page, number: int) -> str:
    """The text that is lit for a footnote, as the page shows it."""
    pieces = page.locator(f'#sheet mark[data-quote~="{number}"]').all_text_contents()
    return "".join(pieces)
