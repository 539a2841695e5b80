"""The kinds of file that are read: who reads each, how large it may be, what it begins with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from rag.errors import FileProblem

_TEXT_LIMIT = 1_500_000_000
_LIMIT = 300_000_000
_ZIPPED = (b"PK\x03\x04",)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of file."""

    name: str
    """As in "it is no PDF"."""
    loader: str
    """The function that reads it, as "rag.load.pdf:load_pdf"."""
    is_apart: bool = True
    """Whether it is read in a process of its own."""
    begins: tuple[bytes, ...] = ()
    """What such a file begins with, where it always does."""
    is_kept: bool = False
    """Whether the home keeps a copy, for pictures of its pages."""
    most: int = _LIMIT
    """How many bytes it may have."""


_PLAIN = Kind(name="text", loader="rag.load.plain:load_text", is_apart=False, most=_TEXT_LIMIT)
_MARKDOWN = Kind(name="Markdown", loader="rag.load.markdown:load_markdown", is_apart=False)
_PDF = Kind(name="PDF", loader="rag.load.pdf:load_pdf", is_kept=True)
_WORD = Kind(name="Word file", loader="rag.load.word:load_word", begins=_ZIPPED)
_SLIDES = Kind(name="PowerPoint file", loader="rag.load.slides:load_slides", begins=_ZIPPED)
_SHEETS = Kind(name="spreadsheet", loader="rag.load.sheets:load_sheets", begins=_ZIPPED)
_OLD_SHEETS = Kind(
    name="spreadsheet", loader="rag.load.sheets:load_sheets", begins=(_OLE, *_ZIPPED)
)
_CSV = Kind(name="table", loader="rag.load.sheets:load_csv")
_HTML = Kind(name="web page", loader="rag.load.html:load_html")
_EPUB = Kind(name="EPUB book", loader="rag.load.epub:load_epub", begins=_ZIPPED)
_MAIL = Kind(name="e-mail message", loader="rag.load.mail:load_mail")
_SUBTITLES = Kind(name="subtitles", loader="rag.load.subtitles:load_subtitles")

KINDS: dict[str, Kind] = {
    "": _PLAIN,
    ".txt": _PLAIN,
    ".text": _PLAIN,
    ".log": _PLAIN,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".pdf": _PDF,
    ".docx": _WORD,
    ".docm": _WORD,
    ".pptx": _SLIDES,
    ".xlsx": _SHEETS,
    ".xlsm": _SHEETS,
    ".ods": _SHEETS,
    ".xls": _OLD_SHEETS,
    ".csv": _CSV,
    ".tsv": _CSV,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".epub": _EPUB,
    ".eml": _MAIL,
    ".srt": _SUBTITLES,
    ".vtt": _SUBTITLES,
}
ARCHIVES = frozenset({".zip"})
NAMES = ", ".join(sorted(suffix for suffix in {*KINDS, *ARCHIVES} if suffix))
"""The suffixes that are read, in words."""
_REMEDIES = {
    ".doc": "open it in Word or LibreOffice and save it as .docx",
    ".rtf": "open it in Word or LibreOffice and save it as .docx",
    ".odt": "open it in Word or LibreOffice and save it as .docx",
    ".ppt": "open it in PowerPoint or LibreOffice and save it as .pptx",
    ".odp": "open it in PowerPoint or LibreOffice and save it as .pptx",
    ".mobi": "convert it to .epub, for example with Calibre",
    ".msg": "save the message as .eml",
    ".rar": "unpack it, or pack it as .zip",
    ".7z": "unpack it, or pack it as .zip",
    ".tar": "unpack it, or pack it as .zip",
    ".gz": "unpack it, or pack it as .zip",
}
_PICTURE = "it is a picture, and Footnote reads text alone: turn it into a PDF with text first"
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive, perhaps of another kind of document"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"SQLite format 3", "a database"),
)
_PICTURES = frozenset(".png .jpg .jpeg .gif .bmp .tif .tiff .webp .heic .svg".split())


def kind_of(path: PurePath) -> Kind:
    """The kind that a file's name says it is of.

    Raises:
        FileProblem: files of that kind are not read; the message says what to do.
    """
    suffix = path.suffix.lower()
    if suffix in KINDS:
        return KINDS[suffix]
    if suffix in ARCHIVES:
        raise FileProblem("an archive inside an archive is not opened: unpack it first")
    if suffix in _PICTURES:
        raise FileProblem(f"files of kind {suffix} are not read: {_PICTURE}")
    remedy = _REMEDIES.get(suffix, f"export it as text ({NAMES})")
    raise FileProblem(f"files of kind {suffix} are not read: {remedy}")


def check_beginning(kind: Kind, content: bytes) -> None:
    """Make sure that a file is what its name says.

    Raises:
        FileProblem: it isn't, or it is encrypted, or empty.
    """
    if not content.strip():
        raise FileProblem("it is empty: there is nothing to ask")
    if kind is _PDF and b"%PDF-" in content[:1024]:
        return
    if (kind.begins or kind is _PDF) and not content.startswith(kind.begins or b"%PDF-"):
        if content.startswith(_OLE):
            raise FileProblem(
                "it is encrypted, or of an old kind: open it in the program that made it, "
                "take the password off, and save it in today's format"
            )
        raise FileProblem(
            f"it is no {kind.name}, whatever its name says: it is {_looks_like(content)}"
        )


def _looks_like(content: bytes) -> str:
    for beginning, what in _MAGIC:
        if content.lstrip()[:20].startswith(beginning):
            return what
    return "something else, or damaged"
