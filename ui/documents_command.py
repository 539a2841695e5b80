"""Adding documents, listing and showing them, taking them out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from rag import BadInput, SomeFilesFailed, documents_json
from ui import terminal
from ui.opening import open_corpus
from ui.running import say

_DOCUMENT = Annotated[str, typer.Argument(help="A document's id, or its start.")]


def add(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, zip archives or web addresses: PDF, Word, PowerPoint, Excel, "
            "CSV, HTML, EPUB, e-mail, subtitles, Markdown, text."
        ),
    ],
    groups: Annotated[
        list[str] | None,
        typer.Option("--for", help="A group that may see them (again for more); else everyone."),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="Keep one folder in step, also what is deleted, until Ctrl-C."
        ),
    ] = False,
) -> int:
    """Add documents. The same file again changes nothing; a changed file replaces its version."""
    if watch:
        return _watch(context, paths, groups or ())
    with open_corpus(context) as corpus, terminal.progress_bar(terminal.errors()) as tell:
        try:
            report = corpus.add(paths, groups=groups or (), on_progress=tell)
        except SomeFilesFailed as error:
            terminal.show_report(terminal.console(), error.report)
            raise
    terminal.show_report(terminal.console(), report)
    return 0


def _watch(context: typer.Context, paths: list[str], groups: Sequence[str]) -> int:
    if len(paths) != 1:
        raise BadInput("--watch follows one folder: name just that")
    with open_corpus(context) as corpus, terminal.progress_bar(terminal.errors()) as tell:
        reports = corpus.watch(paths[0], groups=groups, on_progress=tell)
        for number, report in enumerate(reports):
            terminal.show_report(terminal.console(), report, with_unchanged=False)
            say(*report.failed)
            if number == 0:
                print(f"watching {paths[0]}: Ctrl-C stops it", file=sys.stderr)
    return 0


def documents(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """List the documents in the index."""
    with open_corpus(context) as corpus:
        found = corpus.documents()
    if as_json:
        print(json.dumps(documents_json(found), ensure_ascii=False))
    elif found:
        terminal.show_documents(terminal.console(), found)
    else:
        print("No documents yet: add some with `footnote add FILE`.")


def show(context: typer.Context, document: _DOCUMENT) -> None:
    """Print a document's text; the offsets of footnotes refer to it."""
    with open_corpus(context) as corpus:
        text = corpus.document(document).text
    sys.stdout.buffer.write(text.encode("utf-8"))


def remove(context: typer.Context, document: _DOCUMENT) -> None:
    """Take a document out of the index; its file stays where it is."""
    with open_corpus(context) as corpus:
        info = corpus.remove(document)
    print(f"removed: {info.title} ({info.id})")
