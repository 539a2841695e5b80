"""An index as one file and back, anew from its texts, and to and from other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag import BadInput
from ui import terminal
from ui.opening import open_corpus, settings_of

_FORCE = Annotated[bool, typer.Option("--force", help="Overwrite what is there.")]


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the backup goes.")],
    force: _FORCE = False,
) -> None:
    """Write the index, with all its documents, to one file."""
    from rag import backup as write

    size = write(_own_home(context), file, force=force)
    print(f"backup: {file} ({size:,} bytes)")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `footnote backup` wrote.")],
    force: _FORCE = False,
) -> None:
    """Make the index from a backup."""
    from rag import restore as read

    home = _own_home(context)
    read(file, home, force=force)
    print(f"restored: {home}")


def rebuild(context: typer.Context) -> None:
    """Make the index anew from its kept texts, when its files are damaged or settings changed."""
    from rag import rebuild as make

    settings = settings_of(context)
    with terminal.progress_bar(terminal.errors()) as tell:
        number = make(settings.home, settings, tell)
    print(f"rebuilt: {settings.home}, {number:,} document{'' if number == 1 else 's'}")


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the JSONL goes.")],
    force: _FORCE = False,
) -> None:
    """Write all passages with their vectors to a JSONL file."""
    with open_corpus(context) as corpus:
        number = corpus.export(file, force=force)
    print(f"exported: {number:,} passages to {file}")


def import_chroma(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder with chroma.sqlite3 in it.")],
    collection: Annotated[str, typer.Option(help="The collection's name.")] = "langchain",
) -> None:
    """Add the texts of a Chroma collection that LangChain or another program made."""
    with (
        open_corpus(context) as corpus,
        terminal.progress_bar(terminal.errors()) as tell,
    ):
        infos = corpus.import_chroma(folder, collection, on_progress=tell)
    for info in infos:
        print(f"added: {info.title} ({info.id}, {info.passages:,} passages)")


def _own_home(context: typer.Context) -> Path:
    """The home, where the index is in it."""
    settings = settings_of(context)
    if settings.store:
        raise BadInput(
            f"the index is on the server {settings.store}: use that server's own backup, "
            f"and copy the folder {settings.home} for what is beside the index"
        )
    return settings.home
