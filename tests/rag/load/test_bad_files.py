"""What can't be read says so in one line with a remedy; what means harm does none."""

import os
import re
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from rag import FileProblem
from rag.load import load, readable_files
from tests.rag.load.test_kinds import FILES

LAUGHS = "".join(f'<!ENTITY lol{level} "{f"&lol{level - 1};" * 10}">' for level in range(2, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY lol1 "lol">{LAUGHS}]>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SELF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
)


def problem(path: Path) -> str:
    with pytest.raises(FileProblem, match=re.escape(str(path))) as raised:
        load(path)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def rewritten(folder: Path, name: str, member: str, content: str) -> Path:
    """A copy of a real file in which one member is another."""
    path = folder / name
    source = next(FILES.glob(f"*{path.suffix}"))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            same = info.filename != member
            new.writestr(info.filename, old.read(info) if same else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("setup.docx", b"MZ\x90\x00\x03 a program", "it is no Word file"),
        ("setup.docx", b"MZ\x90\x00\x03 a program", "a Windows program"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted"),
        ("shot.pdf", b"\x89PNG\r\n\x1a\n", "it is a picture"),
        ("shot.png", b"\x89PNG\r\n\x1a\n", "it is a picture"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "save it as .docx"),
        ("nothing.pdf", b"", "empty"),
        ("nothing.pptx", b"", "empty"),
        ("half.epub", b"PK\x03\x04 and no more", "damaged"),
        ("self.pdf", SELF, "damaged"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj", "damaged"),
        ("plain.eml", b"no message at all", "no e-mail"),
        ("plain.srt", b"no times at all", "no subtitles"),
        ("deep.html", b"<div>" * 10_000 + b"<p>deep" + b"</div>" * 10_000, "nothing to read in it"),
    ],
)
def test_what_is_not_what_its_name_says(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert says in problem(path)


def test_an_encrypted_pdf_names_the_remedy() -> None:
    assert "save a copy without" in problem(FILES / "locked.pdf")


@pytest.mark.skipif(find_spec("rapidocr") is not None, reason="the extra ocr is installed")
def test_a_scanned_pdf_names_the_extra_that_reads_it() -> None:
    assert "page pictures only" in problem(FILES / "scanned.pdf")
    assert "footnote[ocr]" in problem(FILES / "scanned.pdf")


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra ocr is not installed")
def test_a_scanned_pdf_is_read_by_character_recognition() -> None:
    document = load(FILES / "scanned.pdf")
    assert "brought back eleven of the thirteen sailors." in document.text
    assert "character recognition" in document.note


@pytest.mark.parametrize(
    ("name", "member", "content"),
    [
        ("a.docx", "word/document.xml", f"<w:document xmlns:w='{WORD}'>&lol9;</w:document>"),
        ("a.pptx", "ppt/presentation.xml", "<p>&lol9;</p>"),
        ("a.xlsx", "xl/sharedStrings.xml", "<sst><si><t>&lol9;</t></si></sst>"),
        ("a.epub", "EPUB/content.opf", "<package>&lol9;</package>"),
    ],
)
def test_entities_that_multiply_are_refused(
    tmp_path: Path, name: str, member: str, content: str
) -> None:
    assert "damaged" in problem(rewritten(tmp_path, name, member, BOMB + content))


def test_ten_thousand_nested_tags_are_refused(tmp_path: Path) -> None:
    inside = "<w:sdt><w:sdtContent>" * 10_000 + "</w:sdtContent></w:sdt>" * 10_000
    content = f"<w:document xmlns:w='{WORD}'><w:body>{inside}</w:body></w:document>"
    assert "damaged" in problem(rewritten(tmp_path, "a.docx", "word/document.xml", content))


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.docx"])
def test_zip_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.txt", b"0" * 50_000_000)
    assert "zip bomb" in problem(path)


def test_members_of_an_archive_stay_inside_and_archives_in_archives_are_left(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../evil.txt", "__MACOSX/x.txt", "inner.zip", "deep/good.txt"):
            archive.writestr(name, "Words.")
    wanted, skipped = readable_files(path)
    assert wanted == [Path(f"{path}!/deep/good.txt")]
    assert skipped == [Path(f"{path}!/inner.zip")]


def test_two_gigabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    for name in ("large.txt", "large.pdf"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(2 * 1024**3)
        assert re.search(r"2,147 MB, the limit for its kind is [\d,]+ MB", problem(path))


def test_links_that_lead_to_themselves(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "good.txt").write_text("Words.")
    assert "symbolic link" in problem(loop)
    assert readable_files(tmp_path)[0] == [tmp_path / "good.txt", loop]


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert "no plain file" in problem(pipe)


@pytest.mark.parametrize("name", ["文書 мир مرحبا 😀.txt", "e\u0301 é.txt", b"\xff\xfe.txt"])
def test_names_in_any_script(tmp_path: Path, name: str | bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_text("Words.")
    document = load(path)
    document.source.encode("utf-8")
    document.title.encode("utf-8")


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_text("first")
    whole = Path.open

    def growing(self: Path, *args: object, **known: object) -> object:
        with whole(self, "a") as file:
            file.write(" and more")
        return whole(self, *args, **known)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", growing)
    assert "changed while it was read" in problem(path)
