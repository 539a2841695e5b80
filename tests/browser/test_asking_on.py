"""The next question, typed and sent while the answer before is still on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from scripted import Scripted, hang, say
from visiting import Server, Visit

WEAPONS = "Which weapons does North Korea supply to Russia?"
NEXT = "Who visited Pyongyang?"
# Sends a question in the very moment in which the page shows that the answer before is whole.
SEND_AT_ONCE = """next => {
  const box = document.querySelector('#question textarea');
  const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
  const before = document.querySelectorAll('.turn').length;
  const press = (kind) => box.dispatchEvent(
    new KeyboardEvent(kind, { key: 'Enter', bubbles: true, cancelable: true }));
  new MutationObserver((_, watcher) => {
    if (document.querySelectorAll('.turn').length === before) return;
    if (document.querySelector('.turn[data-state=asking]')) return;
    watcher.disconnect();
    value.set.call(box, next);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    if (press('keydown')) press('keypress');
  }).observe(document.getElementById('log'), { childList: true, subtree: true, attributes: true });
}"""

PRESS_TWICE = """async () => {
  const box = document.querySelector('#question textarea');
  const press = (kind) => box.dispatchEvent(
    new KeyboardEvent(kind, { key: 'Enter', bubbles: true, cancelable: true }));
  for (let time = 0; time < 2; time++) {
    if (press('keydown')) press('keypress');
    await new Promise((done) => setTimeout(done, 5));
  }
}"""


@pytest.fixture
def slow_server(new_home: Callable[[], Path]) -> Iterator[Callable[[Scripted], Server]]:
    servers: list[Server] = []

    def start(model: Scripted) -> Server:
        options = ("--answerer", "openai:scripted", "--base-url", model.base_url)
        servers.append(Server(new_home(), options=options).start())
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def test_a_question_sent_the_moment_an_answer_is_whole_is_asked(
    server: Server, visit: Visit
) -> None:
    someone = visit(server)
    someone.page.evaluate(SEND_AT_ONCE, NEXT)
    someone.ask(WEAPONS)
    expect(someone.page.locator(".turn .question")).to_have_count(2)
    expect(someone.page.locator(".turn .question").last).to_contain_text(NEXT)
    expect(someone.page.locator(".turn").last).to_have_attribute("data-state", "done")
    expect(someone.page.locator("#question textarea")).to_have_value("")


def test_enter_pressed_twice_asks_once(server: Server, visit: Visit) -> None:
    someone = visit(server)
    someone.page.fill("#question textarea", WEAPONS)
    someone.page.evaluate(PRESS_TWICE)
    someone.answered(0)
    someone.page.wait_for_timeout(500)
    expect(someone.page.locator(".turn")).to_have_count(1)
    expect(someone.page.locator("#notice [role=alert]")).to_have_count(0)


def test_what_is_typed_while_an_answer_is_written_stays_and_waits_its_turn(
    visit: Visit, slow_server: Callable[[Scripted], Server]
) -> None:
    with Scripted(say("North Korea supplies rockets and shells to Russia.", pause=0.4)) as model:
        someone = visit(slow_server(model))
        page = someone.page
        page.fill("#question textarea", WEAPONS)
        page.press("#question textarea", "Enter")
        expect(page.locator(".turn .unchecked")).to_contain_text("North Korea")
        page.locator("#question textarea").press_sequentially(NEXT, delay=40)
        page.press("#question textarea", "Enter")
        expect(page.locator("#notice [role=alert]")).to_contain_text("as soon as the answer")
        expect(page.locator("#question textarea")).to_have_value(NEXT)
        expect(page.locator(".turn .question").last).to_contain_text(NEXT)
        expect(page.locator("#question textarea")).to_have_value("")
        expect(page.locator("#notice [role=alert]")).to_have_count(0)
        expect(page.locator(".turn").first).to_contain_text("North Korea supplies rockets")
        expect(page.locator(".turn")).to_have_count(2)


def test_a_question_that_waits_is_not_asked_when_the_answer_is_stopped(
    visit: Visit, slow_server: Callable[[Scripted], Server]
) -> None:
    with Scripted(hang("North Korea sends")) as model:
        someone = visit(slow_server(model))
        page = someone.page
        page.fill("#question textarea", WEAPONS)
        page.press("#question textarea", "Enter")
        expect(page.locator(".turn .unchecked")).to_contain_text("North Korea sends")
        page.fill("#question textarea", NEXT)
        page.press("#question textarea", "Enter")
        expect(page.locator("#notice [role=alert]")).to_contain_text("as soon as the answer")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".turn")).to_have_attribute("data-state", "done")
        expect(page.locator("#question textarea")).to_have_value(NEXT)
        page.wait_for_timeout(300)
        expect(page.locator(".turn")).to_have_count(1)
        page.press("#question textarea", "Enter")
        expect(page.locator(".turn .question").last).to_contain_text(NEXT)
