"""Making an index, and what is set up for it."""

from __future__ import annotations

from typing import Annotated

import typer

from ui import terminal
from ui.opening import open_corpus, settings_of


def init(
    context: typer.Context,
    empty: Annotated[bool, typer.Option("--empty", help="Without the shipped article.")] = False,
) -> None:
    """Make the index. Other commands do so when they first need it, with the shipped article."""
    with open_corpus(context, empty=empty) as corpus:
        number = len(corpus.documents())
        print(f"{corpus.home}: {number} document{'' if number == 1 else 's'}")


def doctor(context: typer.Context) -> int:
    """Tell what is set up, what is missing, and what to do."""
    from rag import examine

    findings = examine(settings_of(context))
    terminal.show_findings(terminal.console(), findings)
    return 0 if all(finding.well for finding in findings) else 1
