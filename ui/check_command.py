"""`footnote check`: a text somebody wrote, held against the documents, or many of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rag import BadInput, CheckedText, FileProblem, FootnoteError, check_json, read_text, text_of
from ui import terminal
from ui.batch import (
    Failure,
    counted,
    each_line,
    first_problem,
    id_of,
    needs_another_file,
    open_output,
    read_lines,
)
from ui.opening import open_corpus
from ui.running import say

if TYPE_CHECKING:
    from rag import Corpus

Check = Callable[[str, str | None], CheckedText]
_WORDS = {
    "verbatim": ("word for word", "bold green"),
    "supported": ("supported", "green"),
    "unsupported": ("NOT supported", "bold red"),
}


class BatchCheck(BaseModel):
    """One line of a batch."""

    id: str | int | None = None
    text: str
    document: str | None = None


def check(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A text; - for standard input.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    batch_file: Annotated[
        Path | None, typer.Option("--batch", help="Check each line of a JSONL file.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Where the batch's verdicts go.")
    ] = None,
) -> int:
    """Tell which sentences of a text the documents support, and where."""
    needs_file(file, batch_file, output)
    if batch_file is not None and output is not None:
        lines = read_lines(batch_file)
        needs_another_file(output, batch_file)
        with open_corpus(context) as corpus:
            return _check_batch(corpus, lines, output)
    text = read(file or Path("-"))
    with open_corpus(context) as corpus:
        checked = corpus.check(text)
    if as_json:
        print(json.dumps(check_json(checked), ensure_ascii=False))
    else:
        show(terminal.console(), checked)
    return 0


def _check_batch(corpus: Corpus, lines: list[bytes], output: Path) -> int:
    with open_output(output) as file:
        checked = check_lines(
            lines, lambda text, document: corpus.check(text, document=document), file
        )
        failed = counted(checked, "checking", len(lines))
    return say(*failed, code=2) if failed else 0


def read(path: Path) -> str:
    """The text of a file, or of standard input where the path is "-".

    Raises:
        BadInput: it can't be read, is empty or is not text.
    """
    if path != Path("-"):
        return read_text(path)
    try:
        return text_of(sys.stdin.buffer.read())
    except FileProblem as problem:
        raise FileProblem(f"standard input: {problem}") from None


def check_lines(lines: list[bytes], check: Check, output: IO[str]) -> Iterator[Failure | None]:
    """Check line by line, as `each_line` says."""
    return each_line(lines, lambda number, line: _check(number, line, check), output)


def _check(number: int, line: bytes, check: Check) -> tuple[dict[str, Any], Failure | None]:
    try:
        asked = BatchCheck.model_validate_json(line)
    except ValidationError as error:
        reason = f"line {number}: not a text to check in JSON ({first_problem(error)})"
        return check_json(None, id_of(line), reason), Failure(number, reason)
    name = None if asked.id is None else str(asked.id)
    try:
        checked = check(asked.text, asked.document)
    except FootnoteError as error:
        reason = f"line {number}: {error}"
        return check_json(None, name, reason), Failure(number, reason)
    return check_json(checked, name), None


def show(console: Console, checked: CheckedText) -> None:
    """Print each sentence with its verdict in words, what was found, and its best quotes."""
    numbered = {citation.number: citation for citation in checked.citations}
    for sentence in checked.sentences:
        words, style = _WORDS[sentence.support]
        line = Text(f"{words} ({sentence.score:.2f})  ", style=style)
        line.append(Text(sentence.text, style="default"))
        console.print(line)
        if sentence.note:
            console.print(Padding(Text(f"found: {sentence.note}"), (0, 0, 0, 4), expand=False))
        for number in sentence.citations:
            cited = numbered[number]
            named = f", {cited.place}" if cited.place else ""
            place = f"{cited.title}{named}, characters {cited.span.start}–{cited.span.end}"
            quote = " ".join(cited.quote.split())
            console.print(
                Padding(
                    Text(f"[{number}] “{quote}” ({place})", style="dim"), (0, 0, 0, 4), expand=False
                )
            )
        console.print()
    console.print(Text(_summary(checked)))


def _summary(checked: CheckedText) -> str:
    counts = [sum(one.support == kind for one in checked.sentences) for kind in _WORDS]
    total = len(checked.sentences)
    return (
        f"{total} sentence{'' if total == 1 else 's'}: {counts[0]} word for word, "
        f"{counts[1]} supported, {counts[2]} not supported"
    )


def needs_file(file: Path | None, batch: Path | None, output: Path | None) -> None:
    """Raises BadInput where what was given doesn't go together."""
    if (file is None) == (batch is None):
        raise BadInput("give a file, as in `footnote check draft.txt`, or --batch FILE")
    if batch is not None and output is None:
        raise BadInput("--batch needs --output FILE for the verdicts")
    if batch is None and output is not None:
        raise BadInput("--output goes with --batch; for one text use --json > FILE")
