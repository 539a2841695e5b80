"""Files become documents whose text is the file itself; what can't be read says so."""

from pathlib import Path

import pytest

from rag import FileProblem
from rag.load import document_id, load, readable_files


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_a_plain_utf8_file_is_its_text_byte_for_byte(tmp_path: Path) -> None:
    raw = "Ünï  çode 😀\n\n  indented\ttab\n".encode()
    document = load(write(tmp_path, "a note.txt", raw))
    assert document.text.encode() == raw
    assert document.title == "a note"
    assert document.id == document_id(document.text)


def test_line_ends_and_a_byte_order_mark_are_normalised_once(tmp_path: Path) -> None:
    document = load(write(tmp_path, "w.txt", b"\xef\xbb\xbfone\r\ntwo\rthree"))
    assert document.text == "one\ntwo\nthree"


def test_markdown_is_named_by_its_first_heading(tmp_path: Path) -> None:
    document = load(write(tmp_path, "x.md", b"intro\n\n## The *Pact* ##\n\ntext"))
    assert document.title == "The *Pact*"
    assert document.text.startswith("intro")


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", b"MZ\x00\x01", "binary"),
        ("a.txt", b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f", "binary"),
        ("a.rtf", b"{\\rtf1 words}", "save it as .docx"),
        ("a.xyz", b"words", "kind .xyz"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(
    tmp_path: Path, name: str, raw: bytes, says: str
) -> None:
    with pytest.raises(FileProblem, match=name) as problem:
        load(write(tmp_path, name, raw))
    assert says in str(problem.value)
    assert "\n" not in str(problem.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="no such file"):
        load(tmp_path / "gone.txt")


def test_a_folder_gives_its_readable_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.jpeg", ".hidden.txt"):
        write(tmp_path, name, b"x")
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep", "d.TXT", b"x")
    wanted, skipped = readable_files(tmp_path)
    assert [path.name for path in wanted] == ["a.md", "b.txt", "d.TXT"]
    assert [path.name for path in skipped] == ["c.jpeg"]


def test_a_folder_without_readable_files(tmp_path: Path) -> None:
    write(tmp_path, "c.jpeg", b"x")
    with pytest.raises(FileProblem, match="no readable file"):
        readable_files(tmp_path)
