"""The views beside the conversation: a text is checked, and runs are followed as they are made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from visiting import PHONE, Server, Visit, Visitor, lit_words, serious

from evals.run.journal import Journal
from evals.run.stored import keep_dataset, load_run
from tests.evals.rows import case, given, made_run, refused, row, unanswerable

SAID = "As North Korea turns into more and more concerned, President Kim Jong Un could also be"
TEXT = (
    f"{SAID} empowered to take a extra assertive stance in and round South Korea. "
    "The pact was signed in June 2021. <img src=x onerror=window.harm=1> has won the world cup."
)


def check(someone: Visitor, text: str) -> Any:
    someone.page.get_by_role("button", name="Check a text").click()
    someone.page.get_by_label("The text to check").fill(text)
    someone.page.get_by_role("button", name="Check", exact=True).click()
    return someone.page.locator("#found")


def test_each_sentence_of_a_text_gets_its_verdict_and_its_words(
    server: Server, visit: Visit
) -> None:
    someone = visit(server)
    found = check(someone, TEXT)
    expect(found.locator("h3")).to_have_text("The documents support 1 of 3 sentences.")
    expect(found.locator("h3")).to_be_focused()
    verdicts = found.locator(".word").all_inner_texts()
    assert [one.split(" 0")[0] for one in verdicts] == [
        "Word for word", "Not supported", "Not supported",
    ]  # fmt: skip
    expect(found.locator(".why").first).to_contain_text("June 2021")
    assert someone.page.evaluate("window.harm") is None
    found.locator(".marker").first.click()
    expect(someone.page.locator("#sheet mark.on").first).to_be_in_viewport()
    assert lit_words(someone.page, 1).startswith(SAID)
    someone.page.reload()
    expect(someone.page.get_by_label("The text to check")).to_have_value(TEXT)
    someone.page.get_by_role("button", name="Ask", exact=True).first.click()
    expect(someone.page.locator("#question textarea")).to_be_visible()


def test_a_text_that_cannot_be_checked_is_told_in_a_line(server: Server, visit: Visit) -> None:
    someone = visit(server)
    found = check(someone, " \n")
    expect(found.get_by_role("alert")).to_have_text("Paste a text first.")
    found = check(someone, "No. " * 6000)
    expect(found.get_by_role("alert")).to_contain_text("more than 20,000 characters")
    expect(found.get_by_role("alert")).to_contain_text("footnote check FILE")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("views") / "runs"


@pytest.fixture(scope="module")
def harness(browser: Browser, new_home: Callable[[], Path], runs: Path) -> Iterator[Server]:
    """A server that finds the harness's runs in a folder of the test's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTNOTE_RUNS", str(runs))
        running = Server(new_home()).start(until="up")
    yield running
    running.stop()


def begin(folder: Path) -> Journal:
    """A run that is being made: its cases, and a journal without rows."""
    cases = [case("a"), unanswerable("b"), case("c"), case("d", cluster="other")]
    made = made_run(folder.name, [row(one) for one in cases])
    keep_dataset(folder, made.dataset)
    header = {"name": folder.name, "dataset": {"name": "made"}, "system": {"kind": "scripted"}}
    return Journal(folder, header)


def answer(journal: Journal, name: str, *, finds: bool = True) -> None:
    found = given() if finds else refused()
    journal.append({"id": name, "answer": json.loads(found.model_dump_json()), "times": {}})


def test_a_run_is_followed_and_what_the_reader_opened_stays(
    harness: Server, visit: Visit, runs: Path
) -> None:
    someone = visit(harness)
    page = someone.page
    page.get_by_role("button", name="Evaluation").click()
    expect(page.locator("#tab-trouble")).to_contain_text("footnote eval run --name mine")
    journal = begin(runs / "first")
    answer(journal, "a")
    report = page.frame_locator("#tab iframe")
    expect(report.locator("h1")).to_contain_text("first does 100% of the cases right")
    expect(report.locator(".notes")).to_contain_text("in progress: 3 cases have no row yet")
    report.locator("#case-a summary").click()
    report.get_by_role("button", name="wrong").click()
    answer(journal, "b", finds=False)
    answer(journal, "c", finds=False)
    expect(report.locator("h1")).to_contain_text("first does 67%")
    expect(report.locator("#case-c")).to_be_visible()
    expect(report.locator("#case-a")).to_be_hidden()
    assert report.locator("#case-a").get_attribute("open") is not None
    expect(report.get_by_role("button", name="wrong")).to_have_attribute("aria-pressed", "true")
    journal.close()
    assert load_run("first", runs).missing == 1


def test_two_runs_are_held_against_each_other(harness: Server, visit: Visit, runs: Path) -> None:
    for name, finds in (("before", False), ("after", True)):
        journal = begin(runs / name)
        for one in "abcd":
            answer(journal, one, finds=finds and one != "b")
        journal.close()
    someone = visit(harness)
    page = someone.page
    page.get_by_role("button", name="Evaluation").click()
    page.get_by_label("Run", exact=True).select_option("after")
    page.get_by_label("against").select_option("before")
    report = page.frame_locator("#tab iframe")
    expect(report.locator("h1")).to_contain_text("after against before, cases done right")
    page.get_by_label("against").select_option("nothing")
    expect(report.locator("h1")).to_contain_text("after does 100%")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing_serious_in_the_views(
    server: Server, visit: Visit, scheme: str, device: dict[str, Any]
) -> None:
    someone = visit(server, color_scheme=scheme, reduced_motion="reduce", **device)
    expect(check(someone, TEXT).locator("h3")).to_be_visible()
    assert serious(someone.page) == []
    assert someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    someone.page.get_by_role("button", name="Evaluation").click()
    expect(someone.page.get_by_role("heading", name="Evaluation")).to_have_count(0 if device else 1)
    assert serious(someone.page) == []
