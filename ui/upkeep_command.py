"""`footnote backup`, `restore` and `rebuild`: an index as one file, back, and anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ui import terminal

_FORCE = Annotated[bool, typer.Option("--force", help="Overwrite what is there.")]


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the backup goes.")],
    force: _FORCE = False,
) -> None:
    """Write the index, with all its documents, to one file."""
    from rag import backup as write

    size = write(_home(context), file, force=force)
    print(f"backup: {file} ({size / 1e6:,.1f} MB)")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `footnote backup` wrote.")],
    force: _FORCE = False,
) -> None:
    """Make the index from a backup."""
    from rag import restore as read

    home = _home(context)
    read(file, home, force=force)
    print(f"restored: {home}")


def rebuild(context: typer.Context) -> None:
    """Make the index anew from its kept texts, when its files are damaged or settings changed."""
    from rag import Settings
    from rag import rebuild as make

    home = _home(context)
    with terminal.progress_bar(Console(stderr=True, highlight=False)) as tell:
        number = make(home, Settings(), tell)
    print(f"rebuilt: {home}, {number:,} document{'' if number == 1 else 's'}")


def _home(context: typer.Context) -> Path:
    from rag import Settings

    named: Path | None = context.find_root().params.get("home")
    return named or Settings().home
