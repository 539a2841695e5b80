"""The harness's report in a real browser: read by everyone, with nothing from elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from visiting import PHONE, serious

from evals.cases import Dataset, load_dataset
from evals.compare import Comparison, compare
from evals.report import report_page
from evals.report.serve import make_server
from evals.run import RunOptions, run
from evals.run.footnote import FootnoteSystem
from evals.sabotage import refuse_some

LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@dataclass
class Reader:
    """Somebody who opens a report; what goes wrong in it and what it asks for is noted."""

    browser: Browser
    troubles: list[str] = field(default_factory=list)

    def open(self, url: str, **options: Any) -> Page:
        page = self.browser.new_context(**options).new_page()
        page.on("request", lambda one: one.url.startswith(url) or self.troubles.append(one.url))
        page.on("console", lambda one: self.troubles.append(one.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.goto(url)
        return page


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    found = Reader(browser)
    yield found
    for context in browser.contexts:
        context.close()
    assert found.troubles == []


@pytest.fixture(scope="module")
def comparison(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A few cases of every kind, and the same with some of them refused."""
    whole = load_dataset("lincoln")
    dataset = Dataset(name="lincoln", cases=whole.cases[::4], documents=whole.documents)
    options = RunOptions(name="footnote", runs=tmp_path_factory.mktemp("report"))
    made = run(dataset, FootnoteSystem(), options).run
    return compare(replace(made, name="shy", rows=tuple(refuse_some(made.rows))), made)


@pytest.fixture(scope="module")
def page_of(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    def write() -> str:
        path: Path = tmp_path_factory.mktemp("page") / "report.html"
        path.write_text(report_page(comparison), encoding="utf-8")
        return path.as_uri()

    return write


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_report_reads_well_on_every_screen(
    reader: Reader, page_of: Callable[[], str], scheme: str, device: dict[str, Any]
) -> None:
    page = reader.open(page_of(), color_scheme=scheme, **device)
    expect(page.locator("h1")).to_contain_text("footnote against shy, cases done right")
    for card in page.locator(".case summary").all()[:3]:
        card.click()
    if (quiet := page.locator("#quiet > summary")).count():
        quiet.click()
    page.locator("#header > summary").click()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = "one => one.scrollWidth > one.clientWidth + 1"
    assert not any(one.evaluate(cut) for one in page.locator("h1, h2, .name, .figures").all())


def test_the_keyboard_alone_filters_and_opens(
    reader: Reader, page_of: Callable[[], str], comparison: Comparison
) -> None:
    page = reader.open(page_of(), **LAPTOP)
    every = len(comparison.after.rows)
    expect(page.locator("#count")).to_have_text(f"{every} of {every} cases")
    page.get_by_role("button", name="all", exact=True).focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="refused")).to_be_focused()
    page.keyboard.press("Space")
    refused = sum(row.given.refused for row in comparison.after.rows)
    expect(page.locator("#count")).to_have_text(f"{refused} of {every} cases")
    expect(page.locator(".case:visible")).to_have_count(refused)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#kind")).to_be_focused()
    page.keyboard.type("off")
    off = sum(row.case.kind == "off_topic" for row in comparison.after.rows)
    expect(page.locator("#count")).to_have_text(f"{off} of {every} cases")
    page.keyboard.press("Tab")
    page.keyboard.type("no such words")
    expect(page.locator("#none")).to_be_visible()
    page.get_by_label("Find words").fill("")
    page.locator("#kind").select_option("")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".case[open]")).to_have_count(1)


def test_a_quote_is_lit_where_it_stands(
    reader: Reader, page_of: Callable[[], str], comparison: Comparison
) -> None:
    page = reader.open(page_of(), **LAPTOP)
    row = next(row for row in comparison.after.rows if row.given.citations)
    page.locator(f"#case-{row.case.id} > summary").click()
    lit = page.locator(f"#case-{row.case.id} .answer").last.locator("mark").first
    assert lit.inner_text() == row.given.citations[0].quote


def test_a_view_takes_in_what_is_new_and_keeps_the_readers_place(
    reader: Reader, comparison: Comparison
) -> None:
    shown = comparison.before
    server = make_server(lambda: report_page(shown, follows="server"), lambda: shown.name, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = reader.open(f"http://127.0.0.1:{server.server_port}/", **LAPTOP)
        expect(page.locator("h1")).to_contain_text("shy does")
        page.get_by_role("button", name="wrong").click()
        card = page.locator(".case:visible").last
        card.locator("summary").first.click()
        name, top = card.get_attribute("id"), page.evaluate("scrollY")
        shown = comparison.after
        expect(page.locator("h1")).to_contain_text("footnote does")
        assert page.locator(f"#{name}").get_attribute("open") is not None
        assert abs(page.evaluate("scrollY") - top) < 2000
        expect(page.get_by_role("button", name="wrong")).to_have_attribute("aria-pressed", "true")
    finally:
        server.shutdown()
