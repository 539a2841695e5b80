"""The program `footnote`: its commands, and the options that stand before them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from rag import __version__
from ui import documents_command, setup_command, upkeep_command
from ui.ask_command import ask
from ui.chat_command import chat
from ui.check_command import check
from ui.models_command import models
from ui.others import WithOthers
from ui.running import Run, run
from ui.users_command import users

app = typer.Typer(
    name="footnote",
    cls=WithOthers,
    help="Ask documents a question; get the exact words that answer it, or an honest no.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


def main() -> NoReturn:
    """Run the program; every error is one line on stderr."""
    # LangChain would send questions to a tracing service that the environment names.
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
        os.environ[name] = "false"
    sys.exit(run(app, sys.argv[1:]))


def _version(wanted: bool) -> None:
    if wanted:
        print(f"footnote {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    # Commands read these two from the context.
    home: Annotated[
        Path | None, typer.Option(help="Where the index lives (or FOOTNOTE_HOME).")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help="A Chroma server that holds the index (or FOOTNOTE_STORE): http://…"),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    context.ensure_object(Run).debug = debug


app.command(epilog='Example: footnote ask "When was the defence pact signed?"')(ask)
app.command(epilog="Example: footnote check draft.txt")(check)
app.command(epilog="Example: footnote add minutes/ thesis.pdf https://example.org/report.html")(
    documents_command.add
)
app.command(epilog="Example: footnote documents --json")(documents_command.documents)
app.command(epilog="Example: footnote show f4694bc0")(documents_command.show)
app.command(epilog="Example: footnote remove f4694bc0")(documents_command.remove)
app.command(epilog="Example: footnote --home notes init --empty")(setup_command.init)
app.command(epilog="Example: footnote doctor")(setup_command.doctor)
app.command(epilog="Example: footnote backup notes.footnote")(upkeep_command.backup)
app.command(epilog="Example: footnote --home new restore notes.footnote")(upkeep_command.restore)
app.command(epilog="Example: footnote rebuild")(upkeep_command.rebuild)
app.command(epilog="Example: footnote export passages.jsonl")(upkeep_command.export)
app.command("import-chroma", epilog="Example: footnote import-chroma db --collection notes")(
    upkeep_command.import_chroma
)
app.add_typer(models, name="models")
app.add_typer(users, name="users")
app.command(epilog="Example: footnote chat --port 7900 --no-open")(chat)
