"""`footnote ask`: one question, or a file of them."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, TypeAlias

import typer
from pydantic import BaseModel, Field, ValidationError

from rag import Answer, BadInput, FootnoteError, answer_json, error_json
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

Ask: TypeAlias = Callable[[str, list[tuple[str, str]]], Answer]
_ANSWERER = Annotated[
    str | None,
    typer.Option(
        help="Who answers: quotes (the documents' own words, no language model), local, "
        "local:NAME or PROVIDER:MODEL. Left out: local where a model is set up."
    ),
]


class BatchQuestion(BaseModel):
    """One line of a batch."""

    id: str | int | None = None
    question: str
    history: list[tuple[str, str]] = Field(default_factory=list)


def ask(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    batch_file: Annotated[
        Path | None, typer.Option("--batch", help="Answer each line of a JSONL file.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Where the batch's answers go.")
    ] = None,
    answerer: _ANSWERER = None,
    base_url: Annotated[
        str | None, typer.Option(help="Where the server of an openai: or ollama: model listens.")
    ] = None,
) -> int:
    """Ask the documents a question."""
    if (question is None) == (batch_file is None):
        raise BadInput('give a question, as in `footnote ask "When …?"`, or --batch FILE')
    if batch_file is not None:
        lines, file = read_lines(batch_file), _output(output, batch_file)
        with open_corpus(context, base_url=base_url) as corpus:
            return _ask_batch(corpus, lines, file, answerer)
    if output is not None:
        raise BadInput("--output goes with --batch; for one question use --json > FILE")
    # One question and out: what the collector would free, the end of the process frees.
    gc.disable()
    with open_corpus(context, base_url=base_url) as corpus:
        _tell_why(corpus, answerer)
        answer = corpus.ask(question or "", answerer=answerer)
    if as_json:
        print(json.dumps(answer_json(answer), ensure_ascii=False))
    else:
        terminal.show_answer(terminal.console(), answer)
    return 0


def _tell_why(corpus: Corpus, answerer: str | None) -> None:
    """A line on why quotes answer alone, where a local model was asked for."""
    if answerer is not None and (why := corpus.answerer(answerer).why):
        say(why)


def _output(output: Path | None, batch: Path) -> Path:
    if output is None:
        raise BadInput("--batch needs --output FILE for the answers")
    needs_another_file(output, batch)
    return output


def _ask_batch(corpus: Corpus, lines: list[bytes], output: Path, answerer: str | None) -> int:
    with open_output(output) as file:
        _tell_why(corpus, answerer)
        answers = answer_lines(
            lines, lambda text, history: corpus.ask(text, history=history, answerer=answerer), file
        )
        failed = counted(answers, "answering", len(lines))
    return say(*failed, code=2) if failed else 0


def answer_lines(lines: list[bytes], ask: Ask, output: IO[str]) -> Iterator[Failure | None]:
    """Answer line by line, as `each_line` says."""
    return each_line(lines, lambda number, line: _answer(number, line, ask), output)


def _answer(number: int, line: bytes, ask: Ask) -> tuple[dict[str, Any], Failure | None]:
    try:
        asked = BatchQuestion.model_validate_json(line)
    except ValidationError as error:
        reason = f"line {number}: not a question in JSON ({first_problem(error)})"
        return error_json(reason, id=id_of(line)), Failure(number, reason)
    name = None if asked.id is None else str(asked.id)
    try:
        answer = ask(asked.question, asked.history)
    except FootnoteError as error:
        reason = f"line {number}: {error}"
        return error_json(reason, question=asked.question, id=name), Failure(number, reason)
    return answer_json(answer, name), None
