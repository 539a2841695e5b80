"""`make screenshots`: the page's main states as pictures, to be looked at.

Example: python tests/browser/screenshots.py screenshots
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from visiting import FLAGS, PHONE, Server, Visitor

LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
LARGE: dict[str, Any] = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
GAIN = "Why does Russia need help from North Korea?"
WEAPONS = "Which weapons does North Korea supply to Russia?"
WRITTEN = "North Korea supplies artillery shells to Russia. The pact was signed in June 2021."
NOT_THERE = "Who won the football world cup in 1998?"


def main(folder: Path) -> None:
    """Take all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or sys.exit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Server(Path(home) / "home").start()
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            for device, options in (("laptop", LAPTOP), ("phone", PHONE), ("large", LARGE)):
                for scheme in ("light", "dark"):
                    _visit(browser, server, folder / f"{device}-{scheme}", options, scheme)
            _lose(browser, server, folder / "laptop-light")
        finally:
            server.stop()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


def _visit(
    browser: Browser, server: Server, stem: Path, options: dict[str, Any], scheme: str
) -> None:
    someone = Visitor(browser, server.url, color_scheme=scheme, reduced_motion="reduce", **options)
    page = someone.page
    _take(page, stem, "1-welcome")
    someone.ask(WEAPONS)
    someone.ask(GAIN)
    _take(page, stem, "2-answer")
    turn = page.locator(".turn").last
    turn.get_by_role("button", name="Footnote 1").first.click()
    page.wait_for_selector("#sheet mark.on")
    _take(page, stem, "3-footnote")
    page.keyboard.press("Escape")
    someone.ask("And how might South Korea react to that?")
    _take(page, stem, "4-follow-up")
    someone.ask(NOT_THERE)
    _take(page, stem, "5-not-found")
    page.locator("#top").get_by_role("button", name="document").click()
    page.locator("#shelf").get_by_role("button", name="Remove").first.click()
    _take(page, stem, "6-documents")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Check a text").click()
    page.get_by_label("The text to check").fill(WRITTEN)
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector(".judged")
    _take(page, stem, "7-check")
    someone.close()


def _lose(browser: Browser, server: Server, stem: Path) -> None:
    """What is shown once the server is gone."""
    someone = Visitor(browser, server.url, **LAPTOP)
    someone.ask(WEAPONS)
    server.stop()
    someone.page.wait_for_selector("#gone:not([hidden])")
    _take(someone.page, stem, "8-server-gone")
    someone.close()


def _take(page: Page, stem: Path, name: str) -> None:
    page.wait_for_timeout(350)
    page.screenshot(path=f"{stem}-{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
