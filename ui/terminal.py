"""What the terminal shows: answers with footnotes, lists, progress, errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from rag import AddReport, Answer, Citation, DocumentInfo, Progress, Sentence

if TYPE_CHECKING:
    from rag import Finding

_LISTED = 50
_UNWRAPPED = 100_000
"""How wide a pipe is."""
_HINT = (
    "Try other words, or ask for one thing at a time. `footnote documents` lists what can be asked."
)


def console() -> Console:
    """Standard output; what is piped is not wrapped."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _UNWRAPPED)


def errors() -> Console:
    """The error stream, for all that is no result."""
    return Console(stderr=True, highlight=False)


def show_answer(console: Console, answer: Answer) -> None:
    """Print an answer, its footnotes and, where it differs, what was searched."""
    if answer.query != " ".join(answer.question.split()):
        console.print(Text(f"Searched for: {answer.query}", style="dim"))
    if answer.status == "not_found":
        _show_not_found(console, answer)
        return
    numbered = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        console.print(_line(sentence, numbered))
        console.print()
    is_written = any(sentence.support == "supported" for sentence in answer.sentences)
    for citation in answer.citations:
        if is_written:
            console.print(Text(f"[{citation.number}] ", style="bold cyan") + _marked(citation))
        console.print(Text(f"[{citation.number}] {_place(citation)}", style="dim"))
    _show_check(console, answer)


def show_documents(console: Console, documents: Iterable[DocumentInfo]) -> None:
    """Print the documents of an index as a table."""
    columns = ("id", "title", "characters", "passages", "for", "source")
    table = Table(*columns, box=None, pad_edge=False)
    for info in documents:
        table.add_row(
            Text(info.id),
            Text(info.title),
            f"{info.characters:,}",
            f"{info.passages:,}",
            Text(", ".join(info.groups) or "everyone"),
            Text(info.source, overflow="fold"),
        )
    console.print(table)


def show_report(console: Console, report: AddReport, *, with_unchanged: bool = True) -> None:
    """Print what became of files that were added, a line each."""
    for word, infos in (
        ("added", report.added),
        ("replaced", report.replaced),
        ("renamed", report.renamed),
        ("removed", report.removed),
        ("unchanged", report.unchanged if with_unchanged else ()),
    ):
        for info in infos[:_LISTED]:
            note = f"; {info.note}" if info.note else ""
            pages = f"{info.pages:,} pages, " if info.pages else ""
            size = f"{pages}{info.passages:,} passages{note}"
            console.print(Text(f"{word}: {info.title} ({info.id}, {size})"))
        if len(infos) > _LISTED:
            console.print(Text(f"{word}: {len(infos) - _LISTED:,} more"))
    if report.skipped and with_unchanged:
        console.print(Text(f"skipped: {len(report.skipped)} files of kinds that are not read"))


def show_findings(console: Console, findings: Iterable[Finding]) -> None:
    """Print what the doctor found."""
    for finding in findings:
        mark = Text("ok  ", style="green") if finding.well else Text("no  ", style="bold red")
        console.print(mark.append(f"{finding.what}: {finding.found}", style="default"))
        if finding.remedy:
            console.print(Text(f"      {finding.remedy}"))


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[Progress], None]]:
    """A bar with the time left on the error stream; silent when that is not a terminal."""
    with _bar(console, TaskProgressColumn(), TextColumn("{task.fields[left]}")) as bar:
        task = bar.add_task("", total=None, left="")

        def tell(step: Progress) -> None:
            bar.update(
                task,
                description=f"{step.stage} {Path(step.source).name}",
                completed=step.done,
                total=step.total,
                left=time_left(step.seconds_left),
            )

        yield tell


def time_left(seconds: float | None) -> str:
    """How long the rest takes, as exactly as anybody can know it."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"about {max(round(seconds, -1), 10):.0f} s left"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.1f} h left"


@contextmanager
def counting_bar(console: Console, what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar that each call moves on by one; silent when the stream is not a terminal."""
    with _bar(console, MofNCompleteColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _bar(console: Console, *columns: ProgressColumn) -> Bar:
    return Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *columns,
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def _line(sentence: Sentence, numbered: Mapping[int, Citation]) -> Text:
    """A quote after its number, or a written sentence before those that it rests on."""
    markers = Text("".join(f"[{number}]" for number in sentence.citations), style="bold cyan")
    if sentence.support == "verbatim":
        return markers + Text(" ") + _marked(numbered[sentence.citations[0]])
    return Text(f"{sentence.text} ") + markers


def _show_check(console: Console, answer: Answer) -> None:
    """What a model wrote that didn't stand, and why nobody wrote."""
    for sentence in answer.withheld:
        why = f": {sentence.note}" if sentence.note else ""
        console.print(Text(f"Withheld{why}: {sentence.text}", style="dim"))
    if answer.notice:
        console.print(Text(f"No written answer: {answer.notice}", style="dim"))


def _show_not_found(console: Console, answer: Answer) -> None:
    console.print(Text(answer.text, style="bold"))
    if answer.nearest:
        console.print()
        console.print("The nearest passages, which do not answer the question:")
        for citation in answer.nearest:
            console.print(
                Padding(Text(f"“{citation.quote}”", style="italic"), (0, 0, 0, 2), expand=False)
            )
            console.print(Padding(Text(_place(citation), style="dim"), (0, 0, 0, 2), expand=False))
    console.print()
    console.print(Text(_HINT, style="dim"))


def _marked(citation: Citation) -> Text:
    """A quote in which the words that answer stand out."""
    text = Text(citation.quote)
    if citation.answer:
        start = citation.answer.start - citation.span.start
        text.stylize("bold underline", start, start + len(citation.answer))
    return text


def _place(citation: Citation) -> str:
    place = f", {citation.place}" if citation.place else ""
    where = f"characters {citation.span.start:,} to {citation.span.end:,}"
    return f"{citation.title}{place}, {where} ({citation.source})"
