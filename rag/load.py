"""File → Document. The text is normalised once; all offsets refer to that text for ever.

A loader turns a file's bytes into ``(title, text)``. A new kind of file is one more
entry in `LOADERS`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.errors import FileProblem
from rag.types import Document

Loader = Callable[[bytes], tuple[str | None, str]]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_WIDE_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def _decode(raw: bytes) -> str:
    for bom, encoding in _WIDE_BOMS.items():
        if raw.startswith(bom):
            raise FileProblem(f"it is {encoding}, not UTF-8: save it as UTF-8 and add it again")
    if b"\x00" in raw:
        raise FileProblem("it is a binary file, not text: export it as text or Markdown first")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte 0x{raw[error.start]:02x} at position {error.start}"
        raise FileProblem(f"it is not UTF-8 ({where}): save it as UTF-8 and add it again") from None
    if len(_CONTROL.findall(text[:4096])) > 8:
        raise FileProblem("it is a binary file, not text: export it as text or Markdown first")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise FileProblem("it is empty: there is nothing to ask")
    return text


def load_text(raw: bytes) -> tuple[str | None, str]:
    """Plain UTF-8 text; it names no title of its own."""
    return None, _decode(raw)


def load_markdown(raw: bytes) -> tuple[str | None, str]:
    """Markdown, kept as it is written; its title is the first heading."""
    text = _decode(raw)
    heading = _HEADING.search(text)
    return (heading.group(1) if heading else None), text


LOADERS: dict[str, Loader] = {
    ".txt": load_text,
    ".text": load_text,
    ".log": load_text,
    "": load_text,
    ".md": load_markdown,
    ".markdown": load_markdown,
}
KINDS = ", ".join(sorted(suffix for suffix in LOADERS if suffix))


def document_id(text: str) -> str:
    """The id of a text: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def make_document(text: str, *, title: str, source: str) -> Document:
    """A Document of a text that is already in memory. `text` is taken as it stands."""
    return Document(id=document_id(text), title=title, text=text, source=source)


def load(path: Path) -> Document:
    """Read one file.

    Raises:
        FileProblem: no such file, not readable, of a kind that is not read, empty or not text.
            The message names the file and says what to do.
    """
    try:
        raw = _read(path)
        title, text = _loader(path)(raw)
    except FileProblem as problem:
        raise FileProblem(f"{path}: {problem}") from None
    return make_document(text, title=title or _title(path), source=str(path.resolve()))


def read_text(path: Path) -> str:
    """The text of one file, as `load` would have it.

    Raises:
        FileProblem: as `load` says.
    """
    return load(path).text


def text_of(raw: bytes) -> str:
    """Bytes that came another way than by a file, as text.

    Raises:
        FileProblem: they are empty or not text.
    """
    return _decode(raw)


def readable_files(path: Path) -> tuple[list[Path], list[Path]]:
    """The files under `path` that can be read, and those that are skipped, both sorted.

    A file named by itself is always taken, whatever its kind, so that its problem is told.

    Raises:
        FileProblem: there is no such path, or a folder holds no file of a kind that is read.
    """
    if not path.exists():
        raise FileProblem(f"{path}: no such file or folder: check the spelling")
    if not path.is_dir():
        return [path], []
    files = list(_visible_files(path))
    wanted = [file for file in files if file.suffix and file.suffix.lower() in LOADERS]
    if not wanted:
        raise FileProblem(f"{path}: no readable file in this folder: kinds read are {KINDS}")
    return wanted, [file for file in files if file not in set(wanted)]


def _visible_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") for part in inner):
            yield path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileProblem("no such file: check the spelling") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileProblem(f"it can't be read ({reason}): check its permissions") from None


def _loader(path: Path) -> Loader:
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        kind = path.suffix.lower()
        raise FileProblem(f"files of kind {kind} are not read: export it as text ({KINDS})")
    return loader


def _title(path: Path) -> str:
    return re.sub(r"[_\s]+", " ", path.stem).strip() or path.name
