"""`footnote models`: what is here, what comes in, what goes out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from rag import Progress
from ui import terminal

if TYPE_CHECKING:
    from rag import LocalModel

models = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    epilog="Example: footnote models add qwen2.5-coder-1.5b",
)


@models.callback()
def list_models(context: typer.Context) -> None:
    """List the language models on this machine, or bring and delete them."""
    if context.invoked_subcommand is not None:
        return
    from rag import Models

    shelf = Models()
    here = shelf.installed()
    console = terminal.console()
    table = Table("name", "size", "licence", "state", "", box=None, pad_edge=False)
    for one in here:
        chosen = "default" if one.default else ""
        licence = one.licence or "not said"
        table.add_row(Text(one.name), _size(one.size), Text(licence), one.state, chosen)
    for known in shelf.known():
        if all(one.name != known.name for one in here):
            table.add_row(Text(known.name), _size(known.size), known.licence, "not here", "")
    console.print(table)
    console.print(Text(f"They lie in {shelf.folder}", style="dim"))


@models.command(epilog="Example: footnote models add OWNER/REPO/FILE.gguf")
def add(
    model: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE", help="A known name, a GGUF file, or OWNER/REPO/FILE.gguf."
        ),
    ],
) -> None:
    """Bring a language model here: fetched, checked, and put in place whole or not at all."""
    from rag import Models

    with _fetching_bar() as tell:
        added = Models().add(model, on_progress=tell)
    print(f"ready: {_in_words(added)}")


@models.command(epilog="Example: footnote models remove qwen2.5-coder-1.5b")
def remove(model: Annotated[str, typer.Argument(metavar="NAME", help="Its name.")]) -> None:
    """Delete a language model from this machine."""
    from rag import Models

    print(f"removed: {_in_words(Models().remove(model))}")


def _in_words(model: LocalModel) -> str:
    return f"{model.name} ({_size(model.size)}, {model.state})"


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"


@contextmanager
def _fetching_bar() -> Iterator[Callable[[Progress], None]]:
    """A bar on the error stream; one line where that is not a terminal."""
    console = terminal.errors()
    with Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)
        said: set[str] = set()

        def tell(step: Progress) -> None:
            what = f"{step.stage} {step.source}"
            bar.update(task, description=what, completed=step.done, total=step.total)
            if not console.is_terminal and step.done and what not in said:
                said.add(what)
                print(f"{what} ({_size(step.total)})", file=sys.stderr)

        yield tell
