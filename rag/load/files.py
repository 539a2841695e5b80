"""Files as they are named: on disk, in a folder, in an archive (``minutes.zip!/may.pdf``)."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from rag.errors import FileProblem, reason_of
from rag.load.kinds import ARCHIVES, KINDS, NAMES
from rag.load.unzip import check_zip, member

INSIDE = "!/"
"""Stands between an archive and the name of a file in it."""
_MAIL = ".eml"


def readable_files(path: Path) -> tuple[list[Path], list[Path]]:
    """The files under `path` that can be read, and those that are skipped, both sorted.

    A file named by itself is always taken, whatever its kind, so that its problem is told. Of an
    archive, its members are given, of a message its attachments too.

    Raises:
        FileProblem: there is no such path, or a folder holds no file of a kind that is read.
    """
    if not path.exists() and INSIDE not in str(path):
        raise FileProblem(f"{path}: {_missing(path)}")
    if not path.is_dir():
        inner, skipped = _inside(path)
        return ([*inner] if path.suffix.lower() in ARCHIVES else [path, *inner]), skipped
    wanted: list[Path] = []
    others: list[Path] = []
    for file in _visible_files(path):
        if file.suffix.lower() in ARCHIVES:
            inner, skipped = _inside_of_one_among_many(file)
            wanted += inner
            others += skipped
        elif file.suffix and file.suffix.lower() in KINDS:
            inner, _ = _inside_of_one_among_many(file)
            wanted += [file, *(one for one in inner if one != file)]
        else:
            others.append(file)
    if not wanted:
        raise FileProblem(f"{path}: no readable file in this folder: kinds read are {NAMES}")
    return wanted, others


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file, on disk or in an archive.

    Raises:
        FileProblem: it isn't there, is no plain file, has more than `most` bytes, or changes.
    """
    outer, inner = split(path)
    if inner is not None:
        return _member_bytes(outer, inner, most)
    try:
        before = outer.stat()
        if not stat.S_ISREG(before.st_mode):
            raise FileProblem("it is no plain file: name a file or a folder")
        _check_size(before.st_size, most)
        with outer.open("rb") as file:
            content = file.read(most + 1)
        after = outer.stat()
    except FileNotFoundError:
        raise FileProblem(_missing(outer)) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileProblem(_missing(outer)) from None
        reason = reason_of(error)
        raise FileProblem(f"it can't be read ({reason}): check its permissions") from None
    _check_size(len(content), most)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileProblem("it changed while it was read: add it again when it is at rest")
    return content


def split(path: Path) -> tuple[Path, str | None]:
    """The file on disk, and the name inside of it where `path` names a member of an archive."""
    outer, found, inner = str(path).partition(INSIDE)
    if not found or not Path(outer).is_file():
        return path, None
    return Path(outer), inner


def size_of(path: Path) -> int:
    """How many bytes a file has, on disk or unpacked; 0 where that can't be told beforehand."""
    try:
        outer, inner = split(path)
        if inner is None:
            return outer.stat().st_size
        is_archive = outer.suffix.lower() in ARCHIVES
        return open_archive(outer).getinfo(inner).file_size if is_archive else 0
    except (OSError, KeyError, FileProblem):
        return 0


def source_of(path: Path) -> str:
    """What a document's source is called: the whole path, made printable."""
    outer, inner = split(path)
    whole = str(outer.resolve()) + (f"{INSIDE}{inner}" if inner is not None else "")
    return printable(whole)


def printable(name: str) -> str:
    """A file's name as text that can be stored and shown, also where its bytes are no text."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _missing(path: Path) -> str:
    if path.is_symlink():
        return "it is a symbolic link that leads nowhere or to itself: name the file"
    return "no such file or folder: check the spelling"


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise FileProblem(
            f"it has {size / 1e6:,.0f} MB, the limit for its kind is {most / 1e6:,.0f} MB: split it"
        )


def _visible_files(folder: Path) -> Iterator[Path]:
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place) / name for name in names if not name.startswith(".")]
    yield from sorted(path for path in found if path.is_file() or path.is_symlink())


def _inside(path: Path) -> tuple[list[Path], list[Path]]:
    """The members of an archive, or the attachments of a message, that can be read; the others."""
    suffix = path.suffix.lower()
    if suffix not in {_MAIL, *ARCHIVES} or not path.is_file():
        return [], []
    try:
        names = _names(path) if suffix in ARCHIVES else list(_attachments(path))
    except FileProblem as problem:
        if suffix == _MAIL:
            return [], []
        raise FileProblem(f"{path}: {problem}") from None
    paths = [Path(f"{path}{INSIDE}{name}") for name in names]
    wanted = [one for one in paths if one.suffix and one.suffix.lower() in KINDS]
    if not wanted and suffix in ARCHIVES:
        raise FileProblem(f"{path}: no readable file in this archive: kinds read are {NAMES}")
    return wanted, [one for one in paths if one not in set(wanted)]


def _inside_of_one_among_many(path: Path) -> tuple[list[Path], list[Path]]:
    """As `_inside`; an archive that can't be opened stands for itself, to be told of later."""
    try:
        return _inside(path)
    except FileProblem:
        return [path], []


def _names(path: Path) -> list[str]:
    names = (info.filename for info in open_archive(path).infolist() if not info.is_dir())
    return sorted(
        {
            name
            for name in names
            if not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        }
    )


def open_archive(path: Path) -> ZipFile:
    """An archive on disk.

    Raises:
        FileProblem: it is none, is damaged, or would unpack to far more than it should.
    """
    try:
        state = path.stat()
        # A clock that was set back, or a program that sets times, gives a new file an old one's.
        times = (state.st_mtime_ns, state.st_ctime_ns)
        return _opened(str(path), (state.st_ino, state.st_size, *times))
    except (BadZipFile, NotImplementedError, ValueError):
        raise FileProblem("it is no zip archive, or damaged: pack it anew") from None
    except OSError as error:
        reason = reason_of(error)
        raise FileProblem(f"it can't be read ({reason}): check its permissions") from None


@lru_cache(maxsize=2)
def _opened(path: str, state: tuple[int, ...]) -> ZipFile:
    """An archive in one state of its file, kept open while its members are read one by one."""
    archive = ZipFile(path)
    check_zip(archive)
    return archive


def _member_bytes(outer: Path, inner: str, most: int) -> bytes:
    if outer.suffix.lower() == _MAIL:
        found = _attachments(outer).get(inner)
        if found is None:
            raise FileProblem("there is no such attachment")
        _check_size(len(found), most)
        return found
    archive = open_archive(outer)
    try:
        _check_size(archive.getinfo(inner).file_size, most)
        return member(archive, inner)
    except KeyError:
        raise FileProblem("there is no such file in the archive") from None


def _attachments(path: Path) -> dict[str, bytes]:
    from rag.load.mail import attachments

    return attachments(read_bytes(path, KINDS[_MAIL].most))
