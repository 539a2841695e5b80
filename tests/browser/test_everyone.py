"""For everyone: the keyboard, screen readers, large print, dark rooms, other scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from visiting import PHONE, Server, Visit, serious

WEAPONS = "Which weapons does North Korea supply to Russia?"
NOT_THERE = "Who won the football world cup in 1998?"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing_serious(
    server: Server, visit: Visit, scheme: str, device: dict[str, Any]
) -> None:
    someone = visit(server, color_scheme=scheme, reduced_motion="reduce", **device)
    assert serious(someone.page) == []
    someone.ask(NOT_THERE)
    turn = someone.ask(WEAPONS)
    turn.get_by_role("button", name="Helpful", exact=True).click()
    expect(turn.get_by_label("A word on why")).to_be_visible()
    turn.get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#sheet mark.on").first).to_be_visible()
    assert serious(someone.page) == []
    someone.page.keyboard.press("Escape")
    someone.page.locator("#top").get_by_role("button", name="document").click()
    someone.page.locator("#shelf").get_by_role("button", name="Remove").first.click()
    assert serious(someone.page) == []


def test_the_keyboard_alone_does_everything(server: Server, visit: Visit) -> None:
    someone = visit(server)
    page = someone.page
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(WEAPONS)
    page.keyboard.press("Enter")
    turn = someone.answered(0)
    expect(page.locator("#question textarea")).to_be_focused()
    reached = set()
    for _ in range(14):
        page.keyboard.press("Shift+Tab")
        name = page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"
        )
        reached.add(name)
        if name.startswith("Footnote 1"):
            break
    assert any(name.startswith("Footnote 1") for name in reached)
    assert {"Copy", "Helpful", "Not helpful"} <= reached
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    expect(page.locator("#sheet mark.on").first).to_be_focused()
    page.keyboard.press("Escape")
    opener = turn.get_by_role("button", name=re.compile("^Footnote 1")).and_(page.locator(":focus"))
    expect(opener).to_have_count(1)
    documents = page.locator("#top").get_by_role("button", name="document")
    documents.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Documents")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert dialog.evaluate("one => one.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(documents).to_be_focused()
    page.get_by_role("button", name="Save this conversation").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Web page, works offline")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Save this conversation")).to_be_focused()


def test_each_answer_is_announced_once(server: Server, visit: Visit) -> None:
    someone = visit(server)
    someone.page.evaluate(
        """() => {
          window.said = [];
          const place = document.getElementById('said');
          new MutationObserver(() => place.textContent && window.said.push(place.textContent))
            .observe(place, { childList: true, characterData: true, subtree: true });
        }"""
    )
    someone.ask(WEAPONS)
    someone.page.wait_for_function("() => window.said.length === 1")
    someone.ask(NOT_THERE)
    someone.page.wait_for_function("() => window.said.length === 2")
    someone.page.wait_for_timeout(500)
    answer, not_found = someone.page.evaluate("window.said")
    assert answer.startswith("Answer: ")
    assert not_found.startswith("The documents don't say.")
    live = "[aria-live]:not([aria-live=off]), [role=log], [role=status]"
    inside = "one => one.id !== 'said' && !!one.closest('#log')"
    assert not any(one.evaluate(inside) for one in someone.page.locator(live).all())


def test_at_twice_the_size_all_is_there_and_nothing_is_cut(server: Server, visit: Visit) -> None:
    someone = visit(server, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    turn = someone.ask(WEAPONS)
    assert someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = someone.page.locator("#question textarea").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 400
    turn.get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#sheet mark.on").first).to_be_in_viewport()


def test_no_scroll_bar_inside_a_scroll_bar(server: Server, visit: Visit) -> None:
    someone = visit(server)
    someone.ask(WEAPONS)
    nested = someone.page.evaluate(
        """() => {
          const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowY)
            && one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 0;
          return [...document.querySelectorAll('body, body *')].filter((one) => {
            for (let out = one.parentElement; out; out = out.parentElement)
              if (scrolls(one) && scrolls(out)) return true;
            return false;
          }).map((one) => one.outerHTML.slice(0, 80));
        }"""
    )
    assert nested == []
    assert someone.page.get_by_text("Built with Gradio").count() == 0


def test_a_question_from_right_to_left_stands_right(server: Server, visit: Visit) -> None:
    someone = visit(server)
    question = "ما الذي تكسبه كوريا الشمالية من روسيا؟"
    someone.page.fill("#question textarea", question)
    assert (
        someone.page.evaluate(
            "getComputedStyle(document.querySelector('#question textarea')).direction"
        )
        == "rtl"
    )
    turn = someone.ask(question)
    direction = turn.locator(".question").evaluate("one => getComputedStyle(one).direction")
    assert direction == "rtl"


def test_whoever_wants_calm_gets_it(server: Server, visit: Visit) -> None:
    someone = visit(server, reduced_motion="reduce")
    someone.ask(WEAPONS).get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#sheet mark.on").first).to_be_in_viewport()
    assert someone.page.evaluate(
        "getComputedStyle(document.getElementById('pane')).transitionDuration"
    ) in {"0s", "0.00001s", "1e-05s"}
