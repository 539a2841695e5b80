"""Bringing a model's file here: whole and checked, or not at all.

The bytes gather in `FILE.partial`, which is the beginning of the file whichever source gave them;
so a transfer that broke off goes on where it stopped, even from another source.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from rag.errors import ModelProblem, reason_of
from rag.llm.source import Source, SourceFailed
from rag.types import Progress

OnProgress: TypeAlias = Callable[[Progress], None]
_CHUNK = 2**22
_STEP = 2**20
"""Bytes between two words about how far it has come."""
_ROOM = 128 * 2**20
"""Bytes to leave free: a wheel on its way, and something to live on."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file that is to be fetched."""

    name: str
    file: str
    size: int | None
    sha256: str | None


def fetch(
    wanted: Wanted,
    sources: Sequence[Source],
    folder: Path,
    on_progress: OnProgress | None = None,
) -> str:
    """Put the file into `folder`, from the first source that has it; gives its SHA-256.

    Raises:
        ModelProblem: no source has it, the disk is full, or another process is at it.
    """
    reasons = []
    with _alone(wanted, folder):
        check_room(wanted, folder)
        for source in sources:
            try:
                return _Transfer(wanted, folder, on_progress).run(source)
            except SourceFailed as error:
                reasons.append(f"{source.name}: {error}")
            except OSError as error:
                raise disk_problem(wanted, folder, error) from None
    raise ModelProblem(
        f"{wanted.name} can't be fetched ({'; '.join(reasons)}): check the network and run "
        f"`footnote models add {wanted.name}` again, it goes on where it stopped"
    )


@contextmanager
def _alone(wanted: Wanted, folder: Path) -> Iterator[None]:
    """Hold the right to write one file of the folder, which one process has at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f".{wanted.file}.lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise ModelProblem(
            f"{wanted.name} is being fetched by another process: wait until that is done"
        ) from None
    except OSError as error:
        raise disk_problem(wanted, folder, error) from None
    try:
        yield
    finally:
        lock.release()


class _Transfer:
    """One file on its way from one source."""

    def __init__(self, wanted: Wanted, folder: Path, on_progress: OnProgress | None) -> None:
        self._wanted, self._folder = wanted, folder
        self._tell = on_progress or (lambda _: None)
        self._said = 0
        self._partial = folder / f"{wanted.file}.partial"

    def run(self, source: Source) -> str:
        """Bring the file; gives its digest."""
        begun = self._partial.exists() and self._partial.stat().st_size > 0
        try:
            return self._take(source)
        except _NotTheFile as error:
            self._partial.unlink()
            if not begun:
                raise SourceFailed(str(error)) from None
        # What lay here already may have been the fault: once more from the beginning.
        return self.run(source)

    def _take(self, source: Source) -> str:
        with self._partial.open("a+b") as file:
            digest, done = self._so_far(file.name)
            if done != self._wanted.size:
                for chunk in source.read(done):
                    file.write(chunk)
                    digest.update(chunk)
                    done += len(chunk)
                    if done - self._said >= _STEP:
                        self._say(done)
                    if self._wanted.size is not None and done > self._wanted.size:
                        raise _NotTheFile("its file is longer than the published one")
            file.flush()
            os.fsync(file.fileno())
        if self._wanted.size is not None and done < self._wanted.size:
            raise SourceFailed("the transfer ended early")
        found = digest.hexdigest()
        self._say(done)
        if self._wanted.sha256 not in {None, found}:
            raise _NotTheFile(f"its file is not the published one (SHA-256 {found[:12]}…)")
        self._partial.replace(self._folder / self._wanted.file)
        return found

    def _so_far(self, name: str) -> tuple[hashlib._Hash, int]:
        digest, done = hashlib.sha256(), 0
        with Path(name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                done += len(chunk)
        self._say(done)
        return digest, done

    def _say(self, done: int) -> None:
        self._said = done
        total = self._wanted.size or 0
        self._tell(
            Progress(stage="fetching", source=self._wanted.name, done=done, total=max(total, done))
        )


class _NotTheFile(Exception):
    """All bytes came, and they are not those of the file."""


def check_room(wanted: Wanted, folder: Path) -> None:
    """Make sure that the disk has room for what is still to come.

    Raises:
        ModelProblem: it hasn't.
    """
    partial = folder / f"{wanted.file}.partial"
    here = partial.stat().st_size if partial.exists() else 0
    needed = max(0, (wanted.size or 0) - here) + _ROOM
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelProblem(
            f"{wanted.name} needs {needed / 1e9:.1f} GB in {folder}, {free / 1e9:.1f} GB are free: "
            "make room or name another folder with FOOTNOTE_MODELS"
        )


def disk_problem(wanted: Wanted, folder: Path, error: OSError) -> ModelProblem:
    """What to tell a person whose disk is full or can't be written. Half a file is deleted."""
    if error.errno in _FULL:
        (folder / f"{wanted.file}.partial").unlink(missing_ok=True)
        return ModelProblem(
            f"the disk filled up while {wanted.name} was fetched into {folder}; what had come is "
            "deleted: make room or name another folder with FOOTNOTE_MODELS"
        )
    reason = reason_of(error)
    return ModelProblem(
        f"the models folder {folder} can't be written ({reason}): name another with FOOTNOTE_MODELS"
    )
