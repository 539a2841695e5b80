"""Questions written for training find their passages, and words that aren't there are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.reader import written
from rag.reader.squad import Article, Paragraph, sentences_of

TEXT = "The harbour of Aldport  opened in 1871. It could hold 300 ships."
ASKED = Paragraph(text=TEXT, sentences=sentences_of(TEXT), questions=())
ARTICLES = [
    Article(title="Aldport", paragraphs=(ASKED,)),
    Article(title="Another", paragraphs=(Paragraph(text="Rain.", sentences=(), questions=()),)),
]
KEY = written.key("The harbour of Aldport opened in 1871. It could hold 300 ships.")


def load(folder: Path, text: str) -> list[Article]:
    file = folder / "questions.tsv"
    file.write_text(text, encoding="utf-8")
    return written.load(file, ARTICLES)


def test_each_question_stands_at_its_passage(tmp_path: Path) -> None:
    lines = (
        f"{KEY}\tA\tSince when has Aldport had a port?\t1871\n{KEY}\tU\tWho built it?\tAldport\n"
    )
    [article] = load(tmp_path, lines)
    answered, not_answered = article.paragraphs[0].questions
    [(start, end)] = answered.answers
    assert (TEXT[start:end], answered.lure) == ("1871", None)
    assert not_answered.answers == ()
    assert not_answered.lure is not None
    assert TEXT[slice(*not_answered.lure)] == "Aldport"
    assert answered.id != not_answered.id


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{KEY}\tA\tSince when?\t1872", "1872"),
        (f"{KEY}\tB\tSince when?\t1871", "line 1"),
        (f"{KEY}\tSince when?", "line 1"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load(tmp_path, line)
