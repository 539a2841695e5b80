"""Documents: added with progress, asked, chosen, removed; and those that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from visiting import Server, Visit, Visitor, lit_words

HOSTILE = """# <script>window.harm = 1</script> $$x$$

The zebra keeper <img src=x onerror="window.harm = 2"> works in Arnstadt at night.

[Click the zebra](javascript:window.harm=3) and ```code``` and $$\\frac{1}{2}$$ {{value}} ${7*7}.

The zebra eats exactly &lt;nine&gt; "quoted" apples & 'pears' every morning <b>before</b> dawn.
"""


def add(someone: Visitor, path: Path) -> None:
    someone.page.locator("#top").get_by_role("button", name="document").click()
    someone.page.set_input_files('#files input[type="file"]', path)


def close(someone: Visitor) -> None:
    someone.page.keyboard.press("Escape")
    expect(someone.page.locator("#documents")).not_to_be_visible()


@pytest.fixture
def someone(own_server: Server, visit: Visit) -> Visitor:
    return visit(own_server)


def test_a_file_is_added_with_progress_asked_and_removed(
    someone: Visitor, own_server: Server, visit: Visit, tmp_path: Path
) -> None:
    other = visit(own_server)
    file = tmp_path / "the clockmaker's diary.txt"
    lines = [f"On day {day} the clockmaker repaired {day} clocks in Tallinn." for day in range(900)]
    lines.append("The clockmaker sold his golden sundial to the mayor of Riga.")
    file.write_text("\n".join(lines), encoding="utf-8")
    someone.page.evaluate(
        """() => new MutationObserver(() => {
          const bar = document.querySelector('#adding progress');
          if (bar) window.furthest = Math.max(window.furthest ?? 0, bar.value / bar.max);
        }).observe(document.getElementById('adding'),
                   {subtree: true, childList: true, attributes: true})"""
    )
    add(someone, file)
    expect(someone.page.locator("#adding .good")).to_contain_text("Added", timeout=60_000)
    assert someone.page.evaluate("window.furthest") > 0
    expect(someone.page.locator("#shelf")).to_contain_text("diary")
    close(someone)
    turn = someone.ask("Who bought the golden sundial?")
    expect(turn.locator("blockquote").first).to_contain_text("mayor of Riga")
    # Documents are shared: another's page learns of it by itself.
    expect(other.page.locator("#top")).to_contain_text("2 documents", timeout=10_000)
    someone.page.locator("#top").get_by_role("button", name="document").click()
    row = someone.page.locator("#shelf li", has_text="diary")
    row.get_by_role("button", name="Remove").first.click()
    expect(row).to_contain_text("for everyone")
    expect(row.get_by_role("button", name="Keep")).to_be_focused()
    row.get_by_role("button", name="Keep").click()
    row.get_by_role("button", name="Remove").first.click()
    row.get_by_role("button", name="Remove", exact=True).last.click()
    expect(someone.page.locator("#shelf")).not_to_contain_text("diary")
    close(someone)
    turn.get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#sheet")).to_contain_text("no longer here")


def test_only_ticked_documents_are_asked(someone: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "harbour.md"
    file.write_text(
        "# Harbour\n\nThe harbour master of Visby is called Astrid.\n", encoding="utf-8"
    )
    add(someone, file)
    expect(someone.page.locator("#adding .good")).to_contain_text("Added", timeout=30_000)
    someone.page.locator("#shelf li", has_text="Harbour").get_by_role("checkbox").uncheck()
    close(someone)
    expect(someone.page.locator("#top")).to_contain_text("1 of 2 documents")
    question = "What is the harbour master of Visby called?"
    expect(someone.ask(question)).to_have_attribute("data-status", "not_found")
    someone.page.locator("#top").get_by_role("button", name="document").click()
    someone.page.locator("#shelf li", has_text="Harbour").get_by_role("checkbox").check()
    close(someone)
    expect(someone.ask(question).locator("blockquote").first).to_contain_text("Astrid")


def test_what_cannot_be_added_is_said_in_one_line(someone: Visitor, tmp_path: Path) -> None:
    kind = tmp_path / "picture.jpeg"
    kind.write_bytes(b"\xff\xd8\xff")
    add(someone, kind)
    trouble = someone.page.locator("#adding [role=alert]")
    expect(trouble).to_contain_text("picture.jpeg: files of kind .jpeg are not read")
    assert str(tmp_path) not in trouble.inner_text()
    large = tmp_path / "large.txt"
    large.write_bytes(b"word " * (21 * 1024 * 1024 // 5))
    someone.page.set_input_files('#files input[type="file"]', large)
    expect(someone.page.locator("#refused")).to_contain_text("the limit is 20 MB")
    expect(someone.page.locator("#shelf li", has_text="large")).to_have_count(0)


def test_a_dropped_folder_is_refused_and_a_dropped_file_taken(someone: Visitor) -> None:
    someone.page.evaluate(
        """() => {
          const drop = (transfer) => {
            const event = new DragEvent('drop', { bubbles: true, cancelable: true });
            Object.defineProperty(event, 'dataTransfer', { value: transfer });
            document.querySelector('#log').dispatchEvent(event);
          };
          drop({ types: ['Files'], files: [], items: [
            { webkitGetAsEntry: () => ({ isDirectory: true, name: 'holiday' }) } ] });
          const carrier = new DataTransfer();
          carrier.items.add(new File(['The lighthouse of Rauma was built by Otto.'], 'rauma.txt'));
          window.dropFile = () => drop({ types: ['Files'], files: carrier.files, items: [] });
        }"""
    )
    expect(someone.page.locator("#refused")).to_have_text(
        "“holiday” is a folder: drop the files in it instead."
    )
    someone.page.evaluate("window.dropFile()")
    expect(someone.page.locator("#adding .good")).to_contain_text("rauma", timeout=30_000)
    expect(someone.page.locator("#refused")).not_to_be_visible()


def test_documents_that_mean_harm_are_shown_as_text(someone: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "zoo 'x' \"y\" <b>.md"
    file.write_text(HOSTILE, encoding="utf-8")
    add(someone, file)
    expect(someone.page.locator("#adding .good")).to_contain_text("Added", timeout=30_000)
    close(someone)
    turn = someone.ask("How many apples does the zebra eat?")
    quote = turn.locator("blockquote").first
    expect(quote).to_contain_text(
        "&lt;nine&gt; \"quoted\" apples & 'pears' every morning <b>before</b>"
    )
    someone.ask("Where does the zebra keeper work?")
    someone.ask("What can be clicked about the zebra?")
    turn.get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#document-title")).to_contain_text("<script>")
    assert someone.page.locator("#sheet article").text_content() == HOSTILE
    assert lit_words(someone.page, 1) == quote.inner_text().strip("“”")
    assert someone.page.evaluate("window.harm") is None
    inside = (
        "#log script, #log img, #sheet script, #sheet img, #sheet a, #log .katex, #shelf script"
    )
    assert someone.page.locator(inside).count() == 0
    assert "49" not in someone.page.locator("#sheet").inner_text()


def test_an_endless_line_is_read_a_stretch_at_a_time(someone: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "endless.txt"
    filler = "Lorem ipsum dolor sit amet consectetur. "
    half = filler * 1500
    file.write_text(half + "The walrus of Kotka plays the bassoon. " + half, encoding="utf-8")
    add(someone, file)
    expect(someone.page.locator("#adding .good")).to_contain_text("Added", timeout=90_000)
    close(someone)
    turn = someone.ask("Which instrument does the walrus of Kotka play?")
    turn.get_by_role("button", name="Footnote 1").first.click()
    expect(someone.page.locator("#sheet mark.on").first).to_be_in_viewport()
    shown = len(someone.page.locator("#sheet article").text_content() or "")
    assert shown < 20_000
    above = someone.page.get_by_role("button", name="Read more above")
    above.scroll_into_view_if_needed()
    top = someone.page.locator("#sheet mark.on").first.bounding_box()
    above.click()
    someone.page.wait_for_function(
        "was => document.querySelector('#sheet article').textContent.length > was", arg=shown
    )
    after = someone.page.locator("#sheet mark.on").first.bounding_box()
    assert top and after
    assert abs(top["y"] - after["y"]) < 4
