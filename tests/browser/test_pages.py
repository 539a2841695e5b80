"""A quote from a PDF opens its page, with the words marked where they stand on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from visiting import AXE, PHONE, Server, Visit, Visitor, lit_words, serious

FILES = Path(__file__).parent.parent / "rag" / "load" / "files"
QUESTION = "Who was the last keeper of the lighthouse?"


def add(someone: Visitor, *paths: Path) -> None:
    someone.page.locator("#top").get_by_role("button", name="document").click()
    someone.page.set_input_files('#files input[type="file"]', list(paths))
    expect(someone.page.locator("#adding .good")).to_have_count(len(paths), timeout=60_000)
    someone.page.keyboard.press("Escape")


def is_on_ink(someone: Visitor) -> bool:
    """Whether each mark lies on letters of the page's picture, not beside them."""
    return bool(
        someone.page.evaluate(
            """async () => {
              const image = document.querySelector('.leaf img');
              const canvas = document.createElement('canvas');
              canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
              const pen = canvas.getContext('2d');
              pen.drawImage(image, 0, 0);
              const leaf = image.getBoundingClientRect();
              return [...document.querySelectorAll('.leaf .spot.on.quote')].every((spot) => {
                const box = spot.getBoundingClientRect();
                const scale = canvas.width / leaf.width;
                const points = pen.getImageData(
                  (box.left - leaf.left) * scale, (box.top - leaf.top) * scale,
                  box.width * scale, box.height * scale).data;
                let dark = 0;
                for (let k = 0; k < points.length; k += 4) dark += points[k] < 128;
                return dark / (points.length / 4) > 0.04;
              });
            }"""
        )
    )


@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
def test_a_quote_opens_its_page_and_the_text_beside_it(
    own_server: Server, visit: Visit, device: dict[str, Any]
) -> None:
    someone = visit(own_server, **device)
    add(someone, FILES / "columns.pdf")
    turn = someone.ask(QUESTION)
    expect(turn.locator(".where").first).to_contain_text("page 2")
    turn.get_by_role("button", name="Footnote 1").first.click()
    page = someone.page
    expect(page.locator(".leaf img")).to_be_visible()
    expect(page.locator("#leaf")).to_have_text("2 of 2")
    expect(page.locator(".leaf .spot.on.quote")).to_have_count(4)
    expect(page.locator(".leaf .spot.on").first).to_be_in_viewport()
    assert is_on_ink(someone)
    if AXE.exists():
        assert serious(someone.page) == []
    page.get_by_role("button", name="Previous page").click()
    expect(page.locator("#leaf")).to_have_text("1 of 2")
    expect(page.locator(".leaf .spot.on")).to_have_count(0)
    page.get_by_role("button", name="Larger").click()
    expect(page.locator(".leaf.large")).to_be_visible()
    page.get_by_role("button", name="Larger").click()
    page.locator("#mode").get_by_role("button", name="Text").click()
    expect(page.locator("#sheet article mark.on").first).to_be_visible()
    assert lit_words(page, 1).startswith("The last keeper, Peder Lund, left on 30 September")
    page.reload()
    someone.settled()
    someone.page.get_by_role("button", name="Footnote 1").first.click()
    expect(page.locator("#sheet mark.on").first).to_contain_text("The last keeper")
    page.locator("#mode").get_by_role("button", name="Page").click()
    expect(page.locator(".leaf .spot.on.quote")).to_have_count(4)


def test_a_document_without_pages_has_no_choice(own_server: Server, visit: Visit) -> None:
    someone = visit(own_server)
    add(someone, FILES / "members.xlsx", FILES / "hafen-cp1252.txt")
    someone.page.locator("#top").get_by_role("button", name="document").click()
    expect(someone.page.locator("#shelf")).to_contain_text("Windows-1252")
    someone.page.keyboard.press("Escape")
    turn = someone.ask("Who is the treasurer?")
    expect(turn.locator(".where").first).to_contain_text("row 2 of members")
    turn.get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#sheet article mark.on").first).to_be_visible()
    assert lit_words(someone.page, 1).startswith("Name: Astrid Berg; Joined: 2011")
    expect(someone.page.locator("#mode")).to_be_hidden()
