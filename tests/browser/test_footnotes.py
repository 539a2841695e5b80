"""A footnote opens the document at its words, lit; one gets back to where one was."""

from __future__ import annotations

from playwright.sync_api import expect
from visiting import PHONE, Server, Visit, lit_words

WEAPONS = "Which weapons does North Korea supply to Russia?"
PUTIN = "What did Putin want to achieve at the BRICS summit in Kazan?"


def test_the_lit_text_is_the_quote_to_the_letter(server: Server, visit: Visit) -> None:
    someone = visit(server)
    turn = someone.ask(WEAPONS)
    quote = turn.locator("blockquote").first.inner_text().strip("“”")
    turn.get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#sheet mark.on").first).to_be_in_viewport()
    assert lit_words(someone.page, 1) == quote
    expect(someone.page.locator("#sheet mark.on").first).to_be_focused()


def test_all_quotes_of_an_answer_are_lit_and_numbered(server: Server, visit: Visit) -> None:
    someone = visit(server)
    for question in (
        PUTIN,
        "Why does Russia need help from North Korea?",
        "How might South Korea react?",
    ):
        turn = someone.ask(question)
        quotes = [one.strip("“”") for one in turn.locator("blockquote").all_inner_texts()]
        if len(quotes) > 1:
            break
    assert len(quotes) > 1
    turn.get_by_role("button", name="Footnote 2").first.click()
    expect(someone.page.locator(".which")).to_have_text(f"Footnote 2 of {len(quotes)}")
    for number, quote in enumerate(quotes, start=1):
        assert lit_words(someone.page, number) == quote
        label = someone.page.locator(f'#sheet mark[data-begins~="{number}"]').first
        assert label.evaluate("one => getComputedStyle(one, '::before').content") == f'"{number}"'
    someone.page.get_by_role("button", name="Previous footnote").click()
    expect(someone.page.locator(".which")).to_have_text(f"Footnote 1 of {len(quotes)}")


def test_back_and_escape_return_to_where_one_was(server: Server, visit: Visit) -> None:
    someone = visit(server)
    turn = someone.ask(WEAPONS)
    footnote = turn.get_by_role("button", name="Footnote 1").first
    top = someone.page.evaluate("document.getElementById('sheet').scrollTop")
    footnote.press("Enter")
    expect(someone.page.locator("#sheet mark.on").first).to_be_focused()
    someone.page.keyboard.press("Escape")
    expect(footnote).to_be_focused()
    someone.page.get_by_role("button", name="Back to where you were").click()
    expect(someone.page.locator("#sheet mark")).to_have_count(0)
    expect(footnote).to_be_focused()
    someone.page.wait_for_function(
        "top => document.getElementById('sheet').scrollTop === top", arg=top
    )


def test_on_a_phone_the_document_is_a_sheet_over_the_conversation(
    server: Server, visit: Visit
) -> None:
    someone = visit(server, **PHONE)
    page = someone.page
    expect(page.locator("#pane")).not_to_be_visible()
    turn = someone.ask(WEAPONS)
    footnote = turn.get_by_role("button", name="Footnote 1").first
    footnote.tap()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    expect(page.locator("#sheet mark.on").first).to_be_in_viewport()
    page.get_by_role("button", name="Close the document").tap()
    expect(page.locator("#pane")).not_to_be_visible()
    expect(footnote).to_be_focused()
    footnote.tap()
    expect(sheet).to_be_visible()
    page.go_back()
    expect(page.locator("#pane")).not_to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
