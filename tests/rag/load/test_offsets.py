"""Whatever is in a file, its places are in order, inside the text, and passages tile it."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from rag import Document
from rag.chunk import chunk
from rag.load import document_id
from rag.load.html import load_html
from rag.load.markdown import load_markdown
from rag.load.reading import Pen, Reading, tidy
from rag.load.sheets import load_csv
from rag.load.subtitles import load_subtitles

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(" \t\u00a0.;:|"), max_size=40
)
SOME = WORDS.filter(lambda words: bool(tidy(words)))
BLOCK = st.one_of(
    st.tuples(st.just("heading"), WORDS, st.integers(1, 6)),
    st.tuples(st.sampled_from(["paragraph", "line"]), WORDS, st.just(0)),
    st.tuples(st.sampled_from(["part", "row", "stretch"]), WORDS, st.just(0)),
)


def holds(reading: Reading) -> Document:
    """The document of a reading, after all that must be true of it was looked at."""
    document = Document(
        id=document_id(reading.text, reading.landmarks),
        title="t",
        text=reading.text,
        source="s",
        landmarks=reading.landmarks,
    )
    starts = [mark.start for mark in reading.landmarks]
    assert starts == sorted(starts)
    assert all(0 <= start <= len(reading.text) for start in starts)
    passages = chunk(document, characters=200)
    assert "".join(one.text for one in passages) == (reading.text if reading.text.strip() else "")
    known = list(dict.fromkeys(mark for one in passages for mark in one.landmarks))
    assert known == sorted(known, key=lambda mark: mark.start)
    for passage in passages:
        for sentence in passage.sentences:
            assert passage.quote(sentence) == sentence.of(reading.text)
            assert passage.landmark_of(sentence) == document.landmark_of(sentence.start)
    return document


@given(st.lists(BLOCK, max_size=30))
def test_whatever_is_written_with_the_pen(blocks: list[tuple[str, str, int]]) -> None:
    pen = Pen()
    for what, words, level in blocks:
        if what == "heading":
            pen.heading(words, level)
        elif what == "paragraph":
            pen.paragraph(words)
        elif what == "line":
            pen.line(words)
        else:
            pen.mark(words, kind=what)  # type: ignore[arg-type]
            pen.line(words)
    holds(pen.reading())


@given(st.lists(st.lists(SOME, min_size=2, max_size=4), min_size=2, max_size=8))
def test_each_row_of_a_table_is_found_at_its_place(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["Name", "Town", "Role", "Since"], *rows])
    document = holds(load_csv(file.getvalue().encode()))
    for number, cells in enumerate(rows, start=2):
        mark = next(one for one in document.landmarks if one.name == f"row {number}")
        line = document.text[mark.start :].split("\n", 1)[0]
        assert line.startswith(f"Name: {tidy(cells[0])}; Town: {tidy(cells[1])}".rstrip())


@given(st.lists(st.tuples(SOME, WORDS), max_size=8))
def test_headings_of_markdown_start_where_they_stand(parts: list[tuple[str, str]]) -> None:
    text = "start\n\n" + "".join(f"# {head}\n\n{body}\n\n" for head, body in parts)
    reading = load_markdown(text.encode())
    assert reading.text == text.replace("\r", "\n")
    holds(reading)
    for mark in reading.landmarks:
        line = reading.text[mark.start :].split("\n")
        assert line[0].lstrip().startswith("#") or set(line[1].strip()) <= {"=", "-"}


@given(st.lists(st.tuples(st.sampled_from(["h1", "h2", "p", "li", "td"]), SOME), max_size=10))
def test_web_pages_of_any_words(blocks: list[tuple[str, str]]) -> None:
    body = "".join(f"<{tag}>{words}</{tag}>" for tag, words in blocks)
    page = f"<html><body><article><p>Some first words stand here.</p>{body}</article></body></html>"
    holds(load_html(page.encode()))


@given(st.lists(st.tuples(st.integers(0, 9_000), SOME), min_size=1, max_size=10))
def test_subtitles_in_any_order(shown: list[tuple[int, str]]) -> None:
    parts = []
    for number, (seconds, words) in enumerate(shown, start=1):
        at = f"00:{seconds // 60 % 60:02}:{seconds % 60:02}"
        parts.append(f"{number}\n{at},000 --> {at},900\nsay {words}\n\n")
    holds(load_subtitles("".join(parts).encode()))
