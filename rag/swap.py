"""One home in place of another: made beside it, then put in its place by two renames."""

from __future__ import annotations

import shutil
from pathlib import Path

from rag.errors import HomeProblem, reason_of


def beside(home: Path, purpose: str) -> Path:
    """Where a home that is to take another's place is made."""
    place = home.resolve()
    return place.with_name(f".{place.name}.{purpose}")


def swap(home: Path, new: Path) -> None:
    """Put `new` in the place of `home`, which goes away only when that is done.

    Raises:
        HomeProblem: a file is in the way or a folder can't be written.
    """
    old = beside(home, "before")
    try:
        if home.exists():
            shutil.rmtree(old, ignore_errors=True)
            home.resolve().rename(old)
        new.rename(home.resolve())
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        reason = reason_of(error)
        raise HomeProblem(
            f"{new} can't be put in place of {home} ({reason}): move it there yourself"
        ) from None
