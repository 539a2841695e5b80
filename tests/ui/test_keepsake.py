"""A conversation that is taken along says the same, and does nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pages import answered, citation, document, not_found, turn

from rag import UnknownDocument
from ui import feedback
from ui.keepsake import markdown, web_page

CONTENT = "Before it. The pact was *signed* in <June> 2023 [by] both. After it."
QUOTE = "The pact was *signed* in <June> 2023 [by] both."
TALK = (
    turn(answered(citation(CONTENT, QUOTE, words="<June> 2023")), question="When # was it?"),
    turn(answered(citation(CONTENT, QUOTE), citation(CONTENT, "After it.", 2)), id="t2"),
    turn(not_found(citation(CONTENT, "Before it.")), id="t3"),
    turn(id="t4", state="failed", trouble="No."),
)


def test_markdown_has_footnotes_and_escapes_what_it_quotes() -> None:
    text = markdown(TALK)
    assert "## When \\# was it?" in text
    assert "\\<June\\> 2023[^1-1]" in text
    assert "[^1-1]: “The pact was \\*signed\\* in \\<June\\> 2023 \\[by\\] both.” (A title)" in text
    assert "[^2-2]: “After it.”" in text
    assert "The documents don’t say." in text
    for marker in re.findall(r"\[\^[\d-]+\](?!:)", text):
        assert f"{marker}:" in text


def test_the_web_page_carries_quotes_with_their_neighbours_and_loads_nothing() -> None:
    page = web_page(TALK, lambda _: document(CONTENT))
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page
    assert "Before it." in page
    assert "<script" not in page
    assert "&lt;June&gt;" in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "default-src 'none'" in page


def test_the_web_page_stands_without_the_document() -> None:
    def gone(_: str) -> None:
        raise UnknownDocument("it is gone")

    assert "The pact was *signed*" in web_page(TALK[:1], gone)  # type: ignore[arg-type]


def test_a_verdict_is_kept_with_all_that_was_asked(tmp_path: Path) -> None:
    judged = turn(answered(citation(CONTENT, QUOTE)), id="t5", verdict="helpful", comment="yes")
    feedback.keep(tmp_path, judged, (*TALK, judged))
    feedback.keep(tmp_path, judged, (*TALK, judged))
    first, second = (tmp_path / feedback.FILE).read_text(encoding="utf-8").splitlines()
    line = json.loads(first)
    assert (line["verdict"], line["comment"]) == ("helpful", "yes")
    assert len(line["history"]) == 3
    assert line["answer"]["id"] == "t5"
    assert line["answer"]["citations"][0]["quote"] == QUOTE
    assert json.loads(second)["question"] == "Who?"
