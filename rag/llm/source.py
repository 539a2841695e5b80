"""What a source of a model's bytes is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class SourceFailed(Exception):
    """A source can't give the file; the message says why, and the next source is tried."""


class Source(Protocol):
    """Somewhere that a model's bytes come from."""

    @property
    def name(self) -> str:
        """What a person calls it: "the hub"."""

    def read(self, offset: int) -> Iterator[bytes]:
        """The file's bytes from `offset` on.

        Raises:
            SourceFailed: they can't be had.
        """
