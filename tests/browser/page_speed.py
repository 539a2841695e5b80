"""How long people wait for the page: to be told its address, and for an answer.

Example: python tests/browser/page_speed.py
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from visiting import FLAGS, ROOT, Server, Visitor

from rag import Corpus

ASKED = 10


def main() -> None:
    """Print the seconds until the page is up, until its first answer, and of a later one."""
    questions = (ROOT / "corpus" / "questions.txt").read_text(encoding="utf-8").splitlines()
    chromium = shutil.which("chromium") or sys.exit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        Corpus.open(home).close()
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        begun = time.perf_counter()
        server = Server(home).start(until="up")
        try:
            print(f"page up: {time.perf_counter() - begun:.1f} s")
            begun = time.perf_counter()
            someone = Visitor(browser, server.url)
            someone.ask(questions[0])
            print(f"opened and first answer: {time.perf_counter() - begun:.1f} s")
            times = [_seconds(someone, question) for question in questions[1:ASKED]]
            print(f"a later answer: {statistics.median(times):.2f} s, median of {len(times)}")
        finally:
            server.stop()


def _seconds(someone: Visitor, question: str) -> float:
    begun = time.perf_counter()
    someone.ask(question)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
