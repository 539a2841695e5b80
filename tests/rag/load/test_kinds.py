"""One real file of each kind: its text, and the place that a quote's words are said to stand in."""

from pathlib import Path

import pytest

from rag import Document
from rag.chunk import chunk
from rag.load import load, readable_files

FILES = Path(__file__).parent / "files"
KEEPER = (
    "The last keeper, Peder Lund, left on 30 September 1986, when the light was made automatic."
)
MEDAL = "She received a silver medal, which is kept in the museum of Hellvik."
TREASURER = "Name: Astrid Berg; Joined: 2011; Role: Treasurer; Annual fee: 450; Town: Hellvik"


def place_of(document: Document, quote: str) -> str:
    """The named place of a quote, which must be one of the document's sentences to the letter."""
    for passage in chunk(document):
        for sentence in passage.sentences:
            if passage.quote(sentence) == quote:
                assert sentence.of(document.text) == quote
                found = passage.landmark_of(sentence)
                return found.name if found else ""
    raise AssertionError(f"no such sentence: {quote}")


@pytest.mark.parametrize(
    ("name", "quote", "place"),
    [
        ("lighthouse.pdf", KEEPER, "page 2"),
        ("columns.pdf", KEEPER, "page 2"),
        ("lighthouse.docx", KEEPER, "Keepers"),
        ("lighthouse.docx", MEDAL, "Keepers › A rescue"),
        ("lighthouse.docx", "Item: Wages; Dalers: 38,900; Share: 35 %", "Building › Cost"),
        ("lighthouse.epub", MEDAL, "Keepers › A rescue"),
        ("lighthouse.html", MEDAL, "Keepers › A rescue"),
        ("lighthouse.md", MEDAL, "Keepers › A rescue"),
        ("slides.pptx", "Work: Roof; Crowns: 215,000", "slide 3 › Costs"),
        (
            "slides.pptx",
            "The roofer, Einar Foss, holds his offer open until the end of March.",
            "slide 3 › Costs",
        ),
        ("members.csv", TREASURER, "row 2"),
        ("members.xlsx", TREASURER, "row 2 of members"),
        ("members.xls", TREASURER, "row 2 of members"),
        ("members.ods", TREASURER, "row 2 of members"),
        (
            "news.html",
            "The county paid 1.2 million crowns; the rest came from 2,300 donors.",
            "The light returns › What it cost",
        ),
        ("offer.eml", "We would\nstart on 12 April and need five weeks.", "message"),
        (
            "talk.srt",
            "The silver medal in this case was made by the jeweller David-Andersen.",
            "00:00:04",
        ),
        ("talk.vtt", "The museum closes at five o’clock.", "01:01:23"),
    ],
)
def test_a_quote_is_named_by_its_place(name: str, quote: str, place: str) -> None:
    assert place_of(load(FILES / name), quote) == place


def test_a_pdf_is_read_by_paragraph_without_running_heads_and_soft_hyphens() -> None:
    document = load(FILES / "columns.pdf")
    assert "/26, " not in document.text
    assert "file://" not in document.text
    assert "It was replaced in 1889 by a paraffin burner" in document.text
    assert "Forty-two masons worked on it in summer; in winter only three men" in document.text
    assert [document.page_of(page.start) for page in document.pages] == [1, 2]


def test_what_stands_around_the_main_text_of_a_web_page_is_left_out() -> None:
    text = load(FILES / "news.html").text
    assert "Some four hundred people" in text
    for noise in ("anchors", "cookies", "Log in", "Imprint"):
        assert noise not in text


@pytest.mark.parametrize(
    ("name", "words", "encoding"),
    [
        ("hafen-cp1252.txt", "Die Gebühr für eine Nacht beträgt 35 €.", "Windows-1252"),
        ("mayak-koi8.txt", "Смотрителем был Николай Орлов.", "KOI8-R"),
        ("todai-sjis.txt", "最初の灯台守は山田太郎です。", "Shift JIS"),
        ("phare-utf16.txt", "par l’ingénieur Brandt.", "UTF-16"),
    ],
)
def test_text_in_any_encoding_is_read_and_the_encoding_said(
    name: str, words: str, encoding: str
) -> None:
    document = load(FILES / name)
    assert words in document.text
    assert encoding in document.note


def test_titles_come_from_the_files() -> None:
    titled = {
        "lighthouse.pdf": "The lighthouse of Vesterholm",
        "lighthouse.md": "The lighthouse of Vesterholm",
        "slides.pptx": "Restoring the Vesterholm light",
        "news.html": "Harbour news: the light returns",
        "offer.eml": "Offer for the roof – Vesterholm",
        "members.csv": "members",
    }
    assert {name: load(FILES / name).title for name in titled} == titled


@pytest.mark.parametrize("name", ["archive.zip", "offer.eml"])
def test_what_is_packed_inside_is_a_document_of_its_own(name: str) -> None:
    wanted, skipped = readable_files(FILES / name)
    assert skipped == []
    packed = next(path for path in wanted if path.name == "members.csv")
    document = load(packed)
    assert document.source == f"{FILES / name}!/members.csv"
    assert TREASURER in document.text


def test_the_same_rows_in_two_files_keep_their_own_places() -> None:
    table, sheet = load(FILES / "members.csv"), load(FILES / "members.xlsx")
    assert table.text == sheet.text
    assert table.id != sheet.id


def test_a_row_is_one_passage_of_one_sentence() -> None:
    passages = chunk(load(FILES / "members.csv"))
    assert [passage.text.count("Name:") for passage in passages] == [1] * 5
    assert all(len(passage.sentences) == 1 for passage in passages)


def test_headings_are_told_from_sentences() -> None:
    document = load(FILES / "lighthouse.docx")
    headings = [
        passage.quote(sentence)
        for passage in chunk(document)
        for sentence in passage.sentences
        if passage.is_heading(sentence)
    ]
    assert headings[:3] == ["Building", "The lamp", "Cost"]
