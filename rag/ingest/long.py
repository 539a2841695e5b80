"""A long text file, read piece by piece, so that memory doesn't grow with it."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import FileProblem, reason_of

LONG = 32_000_000
"""From so many bytes on a text file is read in pieces."""
_SUFFIXES = ("", ".txt", ".text", ".log")
_PIECE = 1_000_000
_CHECKED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText:
    """What is known of a long text before it is cut: one reading of the whole file."""

    id: str
    characters: int


def is_long(path: Path, size: int) -> bool:
    """Whether a file is read in pieces: long, of a plain kind, and UTF-8 as far as is seen."""
    if size < LONG or path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            start = file.read(_CHECKED)
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except (OSError, UnicodeDecodeError):
        return False
    return sum(byte < 9 or 13 < byte < 27 for byte in start) <= 8 and b"\x00" not in start


def survey(path: Path) -> LongText:
    """Read a long file once for its text's digest and length.

    Raises:
        FileProblem: it isn't UTF-8 throughout, it can't be read, or it has no words.
    """
    digest = hashlib.sha256()
    characters = 0
    has_words = False
    for piece in pieces(path):
        digest.update(piece.encode("utf-8"))
        characters += len(piece)
        has_words = has_words or not piece.isspace()
    if not has_words:
        raise FileProblem(f"{path}: it is empty: there is nothing to ask")
    return LongText(id=digest.hexdigest()[:16], characters=characters)


def pieces(path: Path) -> Iterator[str]:
    """The text of a UTF-8 file with Unix line ends, piece by piece.

    Raises:
        FileProblem: as `survey` says.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        with path.open("rb") as file:
            carriage = ""
            while raw := file.read(_PIECE):
                text = carriage + decoder.decode(raw)
                carriage = "\r" if text.endswith("\r") else ""
                yield _unix(text.removesuffix(carriage))
            yield _unix(carriage + decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        raise FileProblem(
            f"{path}: it is too long to be read unless it is UTF-8 throughout: "
            "save it as UTF-8 and add it again"
        ) from None
    except OSError as error:
        reason = reason_of(error)
        raise FileProblem(f"{path}: it can't be read ({reason}): check its permissions") from None


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
