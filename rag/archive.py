"""A home as one file, and back. Every file in it is checked by its SHA-256."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from pathlib import Path

from rag.errors import FileProblem, HomeProblem, reason_of
from rag.home import Home
from rag.swap import beside, swap

_LIST = "footnote-backup.json"
_LEFT_OUT = ("lock", "holder.txt", "lexical", "stores")
"""Not worth keeping: locks, and the words, which are made again from the texts."""
_DAMAGED = (OSError, tarfile.TarError, zlib.error, EOFError, ValueError, KeyError)


def backup(home: Path, file: Path, *, force: bool = False) -> int:
    """Write a home to one file, whole or not at all; gives its size in bytes.

    Raises:
        HomeProblem: there is no index in the home.
        HomeLocked: another process uses it.
        FileProblem: the file is there already, or can't be written.
    """
    if not (home / "manifest.json").exists():
        raise HomeProblem(f"there is no index in {home}: name its place with --home")
    if file.exists() and not force:
        raise FileProblem(f"{file} is there already: name another file, or overwrite with --force")
    held = Home(home)
    draft = file.with_name(f".{file.name}.new")
    try:
        _pack(home, draft)
        draft.replace(file)
    except OSError as error:
        reason = reason_of(error)
        raise FileProblem(f"{file} can't be written ({reason}): name another place") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        held.close()
    return file.stat().st_size


def restore(file: Path, home: Path, *, force: bool = False) -> None:
    """Make a home from a backup, whole or not at all.

    Raises:
        FileProblem: the file is no backup, or is damaged.
        HomeProblem: there is an index in the home already.
        HomeLocked: another process uses it.
    """
    if not file.is_file():
        raise FileProblem(f"{file}: no such file: check the spelling")
    if (home / "manifest.json").exists() and not force:
        raise HomeProblem(
            f"there is an index in {home} already: name another place with --home, "
            "or put the backup in its place with --force"
        )
    held = Home(home)
    new = beside(home, "restoring")
    shutil.rmtree(new, ignore_errors=True)
    try:
        _unpack(file, new)
        swap(home, new)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        held.close()


def _pack(home: Path, draft: Path) -> None:
    paths = sorted(
        path
        for path in home.rglob("*")
        if path.is_file() and not path.relative_to(home).parts[0].startswith(_LEFT_OUT)
    )
    digests = {path.relative_to(home).as_posix(): _digest(path) for path in paths}
    with draft.open("wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1) as archive:
            listed = json.dumps({"version": 1, "files": digests}).encode()
            entry = tarfile.TarInfo(_LIST)
            entry.size = len(listed)
            archive.addfile(entry, io.BytesIO(listed))
            for path in paths:
                archive.add(path, path.relative_to(home).as_posix(), recursive=False)
        raw.flush()
        os.fsync(raw.fileno())


def _unpack(file: Path, new: Path) -> None:
    try:
        with tarfile.open(file, "r:gz") as archive:
            first = archive.next()
            listed = archive.extractfile(first) if first and first.name == _LIST else None
            if listed is None:
                raise ValueError("no list of files")
            digests: dict[str, str] = json.loads(listed.read())["files"]
            for entry in archive:
                if entry.name != _LIST:
                    if entry.name not in digests or not entry.isfile():
                        raise ValueError(f"{entry.name} is not listed")
                    archive.extract(entry, new, filter="data")
        if any(_digest(new / name) != digest for name, digest in digests.items()):
            raise ValueError("a file is not what it was")
    except _DAMAGED as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FileProblem(
            f"{file} is no whole backup ({reason}): take another copy of it; nothing was changed"
        ) from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
