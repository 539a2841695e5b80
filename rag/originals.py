"""Copies of files whose pages can be shown: named by what is in them, whole or not there.

A copy is written before the record that names it and deleted after the last such record, so
what a crash leaves behind is a copy that nothing names; opening clears it away.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from rag.errors import FileProblem

_DRAFT = ".new"


class Originals:
    """The copies in one home."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when the first copy comes."""
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keep a copy; gives its name, the SHA-256 of its bytes in hex digits."""
        name = hashlib.sha256(content).hexdigest()
        path = self._folder / name
        if path.exists():
            return name
        self._folder.mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, suffix=_DRAFT, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(path)
        return name

    def read(self, name: str) -> bytes:
        """The bytes of a copy.

        Raises:
            FileProblem: there is none, or it was changed.
        """
        try:
            content = (self._folder / name).read_bytes()
        except OSError:
            content = b""
        if not name or hashlib.sha256(content).hexdigest() != name:
            raise FileProblem("there is no copy of its pages here: add the file again")
        return content

    def delete(self, names: Collection[str]) -> None:
        """Delete copies that no record names any more."""
        for name in names:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    def clear(self, named: Collection[str]) -> None:
        """Delete whatever is here that isn't named: done when nothing is being added."""
        with suppress(OSError):
            self.delete({path.name for path in self._folder.iterdir()} - set(named))
