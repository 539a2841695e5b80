"""A real server with the real model, and a real browser on its page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from visiting import FLAGS, Server, Visit, Visitor, miss


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    named = os.environ.get("FOOTNOTE_CHROMIUM")
    chromium = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium or not Path(chromium).exists():
        miss("no Chromium: apt-get install chromium, or name one in FOOTNOTE_CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def new_home(article_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Homes that hold the shipped article, each of its own."""

    def make() -> Path:
        home = tmp_path_factory.mktemp("chat") / "home"
        shutil.copytree(article_home, home)
        return home

    return make


@pytest.fixture(scope="session")
def server(browser: Browser, new_home: Callable[[], Path]) -> Iterator[Server]:
    """The server that tests share which leave the documents as they were."""
    running = Server(new_home()).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own_server(browser: Browser, new_home: Callable[[], Path]) -> Iterator[Server]:
    """A server for one module's tests, which change its documents."""
    running = Server(new_home()).start()
    yield running
    running.stop()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Make visitors; each leaves at the end, having asked no other machine for anything."""
    visitors: list[Visitor] = []

    def make(server: Server, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, server.url, **options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.close()
