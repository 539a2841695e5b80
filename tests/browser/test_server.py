"""The server: stopped and back, taken ports, passwords, a second one on the same home."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from visiting import ROOT, Server, Visit, Visitor, free_port

WEAPONS = "Which weapons does North Korea supply to Russia?"
Chat = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def chat(new_home: Callable[[], Path]) -> Chat:
    """`footnote chat` where it is expected to say why it doesn't start."""

    def run(*options: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ui", "--home", str(home or new_home()), "chat"]
        return subprocess.run(
            [*command, "--no-open", *options],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_a_page_outlives_its_server(visit: Visit, new_home: Callable[[], Path]) -> None:
    server = Server(new_home()).start()
    try:
        someone = visit(server)
        someone.ask(WEAPONS)
        someone.page.fill("#question textarea", "What comes next?")
        printed = server.stop()
        assert "Traceback" not in printed
        banner = someone.page.locator("#gone")
        expect(banner).to_be_visible(timeout=20_000)
        expect(banner).to_contain_text("footnote chat")
        server.start()
        expect(banner).not_to_be_visible(timeout=20_000)
        someone.settled()
        expect(someone.page.locator(".turn")).to_have_count(1)
        expect(someone.page.locator("#question textarea")).to_have_value("What comes next?")
        someone.ask("How might South Korea react?")
        expect(someone.page.locator(".turn")).to_have_count(2)
    finally:
        server.stop()


def test_a_taken_port_names_the_next_free_one(chat: Chat) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = chat("--port", str(port))
    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr
    assert "--port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_second_chat_on_the_same_home_gets_one_line(server: Server, chat: Chat) -> None:
    done = chat("--port", str(free_port()), home=server.home)
    assert done.returncode == 2
    assert "in use" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_beyond_this_machine_a_password_is_required(chat: Chat) -> None:
    done = chat("--host", "0.0.0.0")
    assert done.returncode == 2
    assert "--password" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_password_keeps_the_page_and_the_programs_out(
    browser: Browser, new_home: Callable[[], Path]
) -> None:
    options = ("--host", "0.0.0.0", "--password", "walrus")
    server = Server(new_home(), options=options).start()
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{server.url}/gradio_api/info")
        assert refused.value.code == 401
        page = browser.new_page()
        page.goto(server.url)
        page.get_by_label("username").fill("anyone")
        page.get_by_label("password").fill("walrus")
        page.get_by_role("button", name="Login").click()
        page.wait_for_selector("#log .welcome")
        page.close()
    finally:
        printed = server.stop()
    assert "Warning" in printed
    assert "walrus" not in printed


def test_the_page_may_load_nothing_from_elsewhere(server: Server) -> None:
    with urllib.request.urlopen(server.url) as answer:
        policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_a_model_that_is_down_leaves_the_quotes(
    browser: Browser, new_home: Callable[[], Path]
) -> None:
    down = ("--answerer", "openai:x", "--base-url", "http://127.0.0.1:9/v1")
    server = Server(new_home(), options=down).start(until="up")
    try:
        someone = Visitor(browser, server.url)
        turn = someone.ask(WEAPONS)
        expect(turn.locator(".verdict")).to_contain_text("No written answer: openai:x")
        expect(turn.locator(".notes li").first).to_be_visible()
        expect(turn.locator(".none")).to_have_count(0)
        someone.close()
    finally:
        server.stop()
