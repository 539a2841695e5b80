"""A PDF from file to answer: the right quote, the right page, its words marked on the picture."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from rag import Corpus, FileProblem, PagePicture, Span, answer_json, documents_json
from rag.load import load
from rag.originals import Originals
from tests.conftest import ROOT
from tests.rag.load.test_kinds import FILES

QUESTION = "How far away could the paraffin burner be seen?"


@pytest.mark.parametrize("name", ["columns.pdf", "lighthouse.pdf"])
def test_from_file_to_the_words_on_the_page(corpus: Corpus, name: str) -> None:
    (info,) = corpus.add(FILES / name).added
    assert info.pages == 2
    cited = corpus.ask(QUESTION).citations[0]
    assert "19 nautical miles" in cited.quote
    assert (cited.page, cited.place) == (1, "page 1")
    wire = answer_json(corpus.ask(QUESTION))["citations"][0]
    assert (wire["page"], wire["place"]) == (1, "page 1")
    drawn = corpus.page_picture(info.id, 1, lit=[cited.span])
    # What the boxes enclose is what a reader of the page sees as the quote: there is ink in
    # them, and no more boxes than the quote has lines.
    assert 1 <= len(drawn.boxes[0]) <= 4
    assert all(ink(drawn, number) > 0.05 for number in range(len(drawn.boxes[0])))


def ink(drawn: PagePicture, number: int) -> float:
    """The share of dark points in a box of the first stretch."""
    box = drawn.boxes[0][number]
    picture = Image.open(io.BytesIO(drawn.png)).convert("L")
    assert picture.size == (drawn.width, drawn.height)
    left, top = box.left * drawn.width, box.top * drawn.height
    area = picture.crop(
        (
            int(left),
            int(top),
            int(left + box.width * drawn.width),
            int(top + box.height * drawn.height),
        )
    )
    points = area.tobytes()
    return sum(point < 128 for point in points) / max(len(points), 1)


def test_every_sentence_has_its_boxes_on_its_page(corpus: Corpus) -> None:
    (info,) = corpus.add(FILES / "columns.pdf").added
    document = corpus.document(info.id)
    assert document.pages == load(FILES / "columns.pdf").pages
    for passage in corpus.passages(info.id):
        for sentence in passage.sentences:
            page = document.page_of(sentence.start)
            assert page is not None
            drawn = corpus.page_picture(info.id, page, lit=[sentence], width=200)
            assert drawn.boxes[0], passage.quote(sentence)
            for box in drawn.boxes[0]:
                assert 0 <= box.left <= box.left + box.width <= 1
                assert 0 <= box.top <= box.top + box.height <= 1


def test_other_words_have_no_boxes_and_other_pages_do_not_exist(corpus: Corpus) -> None:
    (info,) = corpus.add(FILES / "lighthouse.pdf").added
    last = corpus.document(info.id).pages[1]
    drawn = corpus.page_picture(info.id, 1, lit=[last])
    assert drawn.boxes == ((),)
    for page in (0, 3):
        with pytest.raises(FileProblem, match=f"no page {page}"):
            corpus.page_picture(info.id, page)


def test_the_copy_goes_with_its_document_and_no_sooner(corpus: Corpus, tmp_path: Path) -> None:
    copies = corpus.home / "originals"
    first, second = tmp_path / "one.pdf", tmp_path / "two.pdf"
    for path in (first, second):
        path.write_bytes((FILES / "columns.pdf").read_bytes())
        corpus.add(path)
    assert len(list(copies.iterdir())) == 1
    first.write_bytes((FILES / "lighthouse.pdf").read_bytes())
    corpus.add(first)
    assert len(list(copies.iterdir())) == 2
    for info in corpus.documents():
        corpus.remove(info.id)
    assert list(copies.iterdir()) == []


def test_a_copy_that_is_lost_or_changed_is_said(corpus: Corpus) -> None:
    (info,) = corpus.add(FILES / "columns.pdf").added
    (copy,) = (corpus.home / "originals").iterdir()
    copy.write_bytes(b"something else")
    with pytest.raises(FileProblem, match="add the file again"):
        corpus.page_picture(info.id, 1)
    assert corpus.ask(QUESTION).citations


def test_what_a_crash_leaves_is_cleared_when_opening(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "home", empty=True) as corpus:
        corpus.add(FILES / "columns.pdf")
    copies = tmp_path / "home" / "originals"
    (copies / "half.new").write_bytes(b"half")
    Originals(copies).keep(b"a copy that no record names")
    with Corpus.open(tmp_path / "home") as corpus:
        assert [path.name for path in copies.iterdir()] == [corpus.documents()[0].original]


ADDING = """
import sys
from pathlib import Path
from rag import Corpus
folder = Path(sys.argv[1])
names = sys.argv[2:]
with Corpus.open(folder / "home") as corpus:
    print("open", flush=True)
    for turn in range(1000):
        (folder / "a.pdf").write_bytes(Path(names[turn % 2]).read_bytes())
        corpus.add(folder / "a.pdf")
"""


def test_killed_at_any_moment_a_document_has_its_copy(tmp_path: Path) -> None:
    Corpus.open(tmp_path / "home", empty=True).close()
    chance = random.Random(8)
    names = [str(FILES / "columns.pdf"), str(FILES / "lighthouse.pdf")]
    with Corpus.open(tmp_path / "home") as corpus:
        corpus.add(names[0])
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", ADDING, str(tmp_path), *names],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"},
        ) as process:
            assert process.stdout and process.stdout.readline() == "open\n"
            time.sleep(1.5 + chance.random())
            process.send_signal(signal.SIGKILL)
        with Corpus.open(tmp_path / "home") as corpus:
            infos = corpus.documents()
            assert infos
            for info in infos:
                assert corpus.page_picture(info.id, 1, width=100).png.startswith(b"\x89PNG")
            there = {path.name for path in (tmp_path / "home" / "originals").iterdir()}
            assert there == corpus._index.store.originals()


def test_rows_slides_and_headings_end_to_end(corpus: Corpus) -> None:
    report = corpus.add([FILES / name for name in ("members.xlsx", "slides.pptx", "talk.srt")])
    assert len(report.added) == 3
    asked = {
        "Who is the treasurer?": ("Name: Astrid Berg", "row 2 of members"),
        "When was the roof last repaired?": ("1971", "slide 2 › Why now"),
        "When does the museum close?": ("five o'clock", "00:01:23"),
    }
    for question, (words, place) in asked.items():
        cited = corpus.ask(question).citations[0]
        assert words in cited.quote
        assert cited.place == place
        text = corpus.document(cited.document_id).text
        assert text[cited.span.start : cited.span.end] == cited.quote


def test_the_terminal_names_the_place_and_json_keeps_it(footnote: object, tmp_path: Path) -> None:
    run = footnote
    assert callable(run)
    home = tmp_path / "home"
    Corpus.open(home, empty=True).close()
    added = run("add", str(FILES / "columns.pdf"), str(FILES / "hafen-cp1252.txt"), home=home)
    assert "2 pages" in added.stdout
    assert "read as Windows-1252" in added.stdout
    asked = run("ask", QUESTION, "--answerer", "quotes", home=home)
    assert "The lighthouse of Vesterholm, page 1, characters" in asked.stdout
    with Corpus.open(home) as corpus:
        assert {one["pages"] for one in documents_json(corpus.documents())} == {2, None}


def test_a_span_over_two_pages_is_marked_on_both(corpus: Corpus) -> None:
    (info,) = corpus.add(FILES / "columns.pdf").added
    second = corpus.document(info.id).pages[1]
    across = Span(start=second.start - 40, end=second.start + 40)
    for page in (1, 2):
        assert corpus.page_picture(info.id, page, lit=[across]).boxes[0]
