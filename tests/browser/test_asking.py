"""Asking: suggested, typed, again, stopped; what is found, not found, and wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from scripted import Scripted, hang, say
from visiting import ROOT, Server, Visit

WEAPONS = "Which weapons does North Korea supply to Russia?"
NOT_THERE = "Who won the football world cup in 1998?"


def test_a_suggested_question_is_answered_by_one_click(server: Server, visit: Visit) -> None:
    someone = visit(server)
    first = (ROOT / "corpus" / "questions.txt").read_text(encoding="utf-8").splitlines()[0]
    someone.page.get_by_role("button", name=first).click()
    turn = someone.answered(0)
    assert first in turn.locator(".question").inner_text()
    expect(turn).to_have_attribute("data-state", "done")


def test_a_typed_question_shows_exact_words(server: Server, visit: Visit) -> None:
    turn = visit(server).ask(WEAPONS)
    quote = turn.locator("blockquote").first.inner_text().strip("“”")
    assert quote in (ROOT / "corpus" / "article.txt").read_text(encoding="utf-8")
    expect(turn.locator(".exact").first).to_have_text("exact words")


def test_a_follow_up_says_what_was_searched_and_lets_it_be_changed(
    server: Server, visit: Visit
) -> None:
    someone = visit(server)
    someone.ask(WEAPONS)
    turn = someone.ask("And how might South Korea react to it?")
    searched = turn.locator(".searched span").inner_text()
    assert "South Korea" in searched
    turn.get_by_role("button", name="Change what was searched for").click()
    box = someone.page.locator("#question textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value(searched)
    again = someone.ask("How might South Korea react?")
    expect(again.locator(".searched")).to_have_count(0)


def test_what_the_documents_dont_say_reads_as_help(server: Server, visit: Visit) -> None:
    turn = visit(server).ask(NOT_THERE)
    expect(turn.locator(".answer.none")).to_contain_text("doesn’t say")
    expect(turn).to_contain_text("Nearest passages, which don’t answer it")
    expect(turn).to_contain_text("Another wording may find it")
    expect(turn.get_by_role("alert")).to_have_count(0)
    turn.get_by_role("button", name="Read in context").first.click()
    expect(turn.page.locator("#sheet mark.on").first).to_be_visible()


def test_an_empty_and_an_endless_question_get_one_line_and_lose_nothing(
    server: Server, visit: Visit
) -> None:
    someone = visit(server)
    someone.page.press("#question textarea", "Enter")
    expect(someone.page.locator("#notice [role=alert]")).to_have_text("Type a question first.")
    endless = "why " * 2000
    someone.page.fill("#question textarea", endless)
    someone.page.click("#ask")
    expect(someone.page.locator("#notice [role=alert]")).to_contain_text("ask something shorter")
    expect(someone.page.locator("#question textarea")).to_have_value(endless)
    expect(someone.page.locator(".turn")).to_have_count(0)


def test_the_conversation_survives_a_reload_and_a_new_one_can_be_undone(
    server: Server, visit: Visit
) -> None:
    someone = visit(server)
    someone.ask(WEAPONS)
    someone.ask(NOT_THERE)
    shown = someone.page.locator("#log").inner_text()
    someone.page.fill("#question textarea", "half a ques")
    someone.page.reload()
    someone.settled()
    expect(someone.page.locator(".turn")).to_have_count(2)
    assert someone.page.locator("#log").inner_text() == shown
    expect(someone.page.locator("#question textarea")).to_have_value("half a ques")
    someone.page.get_by_role("button", name="New conversation").click()
    expect(someone.page.locator(".turn")).to_have_count(0)
    someone.page.get_by_role("button", name="Back to the previous conversation").click()
    expect(someone.page.locator(".turn")).to_have_count(2)


def test_writing_can_be_stopped_which_leaves_the_quotes_and_asked_for_again(
    visit: Visit, new_home: Callable[[], Path]
) -> None:
    with Scripted(hang("North Korea sends"), say("North Korea supplies rockets.")) as model:
        options = ("--answerer", "openai:scripted", "--base-url", model.base_url)
        server = Server(new_home(), options=options).start()
        try:
            someone = visit(server)
            someone.page.fill("#question textarea", WEAPONS)
            someone.page.press("#question textarea", "Enter")
            turn = someone.page.locator(".turn").last
            expect(turn.locator(".unchecked")).to_contain_text("North Korea sends")
            quotes = turn.locator("blockquote").all_inner_texts()
            someone.page.get_by_role("button", name="Stop").click()
            expect(turn).to_have_attribute("data-state", "done")
            expect(turn).to_contain_text("No written answer: you stopped it.")
            expect(turn).not_to_contain_text("North Korea sends")
            assert quotes and turn.locator("blockquote").all_inner_texts() == quotes
            turn.get_by_role("button", name="Ask again").click()
            expect(turn).to_contain_text("scripted")
            expect(turn).not_to_contain_text("you stopped it")
            expect(someone.page.locator(".turn")).to_have_count(1)
            assert len(model.asked) >= 2
        finally:
            server.stop()


def test_nothing_moves_when_an_answer_arrives(server: Server, visit: Visit) -> None:
    someone = visit(server)
    someone.ask(WEAPONS)
    someone.page.evaluate(
        """() => {
          window.shifts = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shifts += entry.value;
          }).observe({ type: 'layout-shift', buffered: false });
        }"""
    )
    composer = someone.page.locator("#composer").bounding_box()
    someone.ask(NOT_THERE)
    someone.page.wait_for_timeout(300)
    assert someone.page.locator("#composer").bounding_box() == composer
    assert someone.page.evaluate("window.shifts") < 0.02


def test_an_answer_can_be_copied_judged_and_saved(
    server: Server, visit: Visit, tmp_path: Path
) -> None:
    someone = visit(server)
    turn = someone.ask(WEAPONS)
    turn.get_by_role("button", name="Copy").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    copied = someone.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(WEAPONS)
    assert "[1] “" in copied
    turn.get_by_role("button", name="Not helpful").click()
    expect(turn.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    turn.get_by_label("A word on why").fill("wrong place")
    turn.get_by_role("button", name="Send").click()
    expect(turn).to_contain_text("Thank you")
    lines = (server.home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert re.search(r'"verdict": "not_helpful".*"comment": "wrong place"', lines[-1])
    for name, suffix in (("Web page, works offline", ".html"), ("Markdown", ".md")):
        someone.page.get_by_role("button", name="Save this conversation").click()
        with someone.page.expect_download() as download:
            someone.page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename.endswith(suffix)
        download.value.save_as(tmp_path / f"talk{suffix}")
    assert WEAPONS in (tmp_path / "talk.md").read_text(encoding="utf-8").replace("\\", "")
    offline = someone.context.new_page()
    someone.context.set_offline(True)
    offline.goto((tmp_path / "talk.html").as_uri())
    offline.get_by_role("link", name="Footnote 1").first.click()
    lit = offline.locator("li:target mark").all_text_contents()
    assert "".join(lit) == turn.locator("blockquote").first.inner_text().strip("“”")
    someone.foreign = [url for url in someone.foreign if not url.startswith("file:")]
