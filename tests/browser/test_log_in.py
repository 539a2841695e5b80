"""Users at one page: each logs in, sees their own documents, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visiting import Server, Visit, Visitor, serious

from rag import Corpus
from ui.users import FILE, Users

PASSWORD = "correct horse battery"
QUESTION = "When will the harbour of Tarn be closed?"
_WATCH_FOR_NESTED = """() => {
  const look = () => {
    const inputs = [...document.querySelectorAll("#files [title] input")];
    window.sawNested ||= inputs.some((input) => input.closest("#files").offsetParent);
    requestAnimationFrame(look);
  };
  look();
}"""
"""Gradio's list of chosen files has an input inside a button: whether anybody ever saw it."""


@pytest.fixture(scope="module")
def team(
    browser: Browser, new_home: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A page with two users and six documents, of which one is for the board."""
    home, folder = new_home(), tmp_path_factory.mktemp("texts")
    with Corpus.open(home) as corpus:
        minutes = folder / "minutes.txt"
        minutes.write_text("The board will close the harbour of Tarn in June.")
        corpus.add(minutes, groups=["board"])
        for number in range(4):
            (folder / f"menu {number}.txt").write_text(f"On day {number} there is soup {number}.")
            corpus.add(folder / f"menu {number}.txt")
    users = Users(home / FILE)
    users.put("ada", ["board"], PASSWORD)
    users.put("bob", ["staff"], PASSWORD)
    running = Server(home).start(until="ready")
    yield running
    running.stop()


class User(Visitor):
    """Someone who logs in first."""

    def settled(self, page: Page | None = None) -> None:
        page = page or self.page
        if page.locator("#password").count():
            return
        super().settled(page)

    def log_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()

    def shelf(self) -> None:
        self.page.locator("#top").get_by_role("button", name="document").click()


@pytest.fixture
def user(browser: Browser, team: Server) -> Iterator[User]:
    someone = User(browser, team.url)
    yield someone
    someone.close()


def test_one_browser_two_users_and_nothing_left_between_them(user: User) -> None:
    page = user.page
    assert serious(user.page) == []
    user.log_in("ada", "not the password")
    expect(page.get_by_role("alert")).to_have_text("That name or password is wrong.")
    assert serious(user.page) == []
    user.log_in("ada")
    user.settled()
    expect(page.locator("#top")).to_contain_text("6 documents")
    turn = user.ask(QUESTION)
    expect(turn.locator("blockquote").first).to_contain_text("June")
    page.get_by_role("button", name="Log out, ada").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("June")
    page.goto(user.url)
    user.log_in("bob")
    user.settled()
    expect(page.locator("#top")).to_contain_text("5 documents")
    expect(page.locator("#log .turn")).to_have_count(0)
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "Tarn" not in kept
    turn = user.ask(QUESTION)
    expect(turn).not_to_contain_text("June")


def test_a_session_that_ended_leads_to_the_door(user: User, team: Server) -> None:
    user.log_in("bob")
    user.settled()
    Users(team.home / FILE).put("bob", ["staff"], PASSWORD)
    expect(user.page.get_by_label("Password")).to_be_visible(timeout=20_000)


def test_a_file_is_for_the_group_that_was_chosen(user: User, visit: Visit, tmp_path: Path) -> None:
    user.log_in("bob")
    user.settled()
    user.shelf()
    expect(user.page.get_by_label("Who may see what you add")).to_have_value("staff")
    file = tmp_path / "rota.txt"
    file.write_text("Astrid opens the canteen on Tuesdays.")
    user.page.set_input_files('#files input[type="file"]', file)
    expect(user.page.locator("#adding .good")).to_contain_text("rota", timeout=30_000)
    expect(user.page.locator("#shelf li", has_text="rota")).to_contain_text("for staff")


def test_find_one_and_remove_several(user: User, tmp_path: Path) -> None:
    user.log_in("ada")
    user.settled()
    user.shelf()
    page = user.page
    page.get_by_label("Find a document").fill("MENU 2")
    expect(page.locator("#shelf li[data-document]:visible")).to_have_count(1)
    expect(page.locator("#matches")).to_contain_text("1 of 6")
    page.get_by_label("Find a document").fill("")
    page.get_by_role("button", name="Remove several").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    for number in (1, 3):
        row = page.locator("#shelf li", has_text=f"menu {number}")
        row.get_by_role("checkbox").check()
    expect(page.locator("#weeds")).to_contain_text("Remove 2 documents")
    assert serious(user.page) == []
    page.locator('[data-do="weeded"]').click()
    expect(page.locator("#top")).to_contain_text("4 documents")
    expect(page.locator("#shelf")).not_to_contain_text("menu 1")
    expect(page.locator("#shelf")).to_contain_text("menu 2")
    # Ticks are for asking again, as they were.
    for box in page.locator("#shelf").get_by_role("checkbox").all():
        expect(box).to_be_checked()


def test_several_files_each_with_its_end(user: User, tmp_path: Path) -> None:
    user.log_in("ada")
    user.settled()
    user.shelf()
    files = [tmp_path / name for name in ("good.txt", "picture.jpeg", "empty.txt", "fine.md")]
    for file, content in zip(files, ("The walrus of Kotka sings.", "x", "", "# Fine"), strict=True):
        file.write_text(content)
    user.page.evaluate(_WATCH_FOR_NESTED)
    user.page.set_input_files('#files input[type="file"]', files)
    rows = user.page.locator("#adding li")
    expect(rows).to_have_count(4)
    for number, (state, words) in enumerate(
        [
            ("added", "good"),
            ("failed", "picture.jpeg: files of kind .jpeg are not read"),
            ("failed", "empty.txt"),
            ("added", "Fine"),
        ]
    ):
        expect(rows.nth(number)).to_have_attribute("data-state", state, timeout=60_000)
        expect(rows.nth(number)).to_contain_text(words)
    expect(user.page.locator("#files")).to_be_visible()
    assert serious(user.page) == []
    assert not user.page.evaluate("window.sawNested")
