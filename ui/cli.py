"""The program `footnote`: its commands, their options, and what their errors look like."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from rag import (
    BadInput,
    FootnoteError,
    SomeFilesFailed,
    __version__,
    answer_json,
    check_json,
    documents_json,
)
from ui import batch, check_command, terminal, upkeep_command
from ui.chat_command import chat
from ui.models_command import models
from ui.others import WithOthers
from ui.users_command import users

if TYPE_CHECKING:
    from rag import Corpus, Settings

app = typer.Typer(
    name="footnote",
    cls=WithOthers,
    help="Ask documents a question; get the exact words that answer it, or an honest no.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)

_UNWRAPPED = 100_000
"""How wide a pipe is: what is piped is not wrapped."""
_ANSWERER = Annotated[
    str | None,
    typer.Option(
        help="Who answers: quotes (the documents' own words, no language model), local, "
        "local:NAME or PROVIDER:MODEL. Left out: local where a model is set up."
    ),
]


class _Options:
    """What was said before the command's name."""

    home: Path | None = None
    store: str | None = None
    base_url: str | None = None
    debug: bool = False


def main() -> NoReturn:
    """Run the program; every error is one line on stderr."""
    # LangChain would send questions to a tracing service that the environment names.
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
        os.environ[name] = "false"
    sys.exit(_run(_globals_first(sys.argv[1:])))


def _run(arguments: list[str]) -> int:
    try:
        code = app(arguments, standalone_mode=False)
    except typer.Exit as leave:
        code = leave.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (Exception, KeyboardInterrupt) as error:
        if _Options.debug:
            raise
        return _say_error(error)
    return code if isinstance(code, int) else 0


def _say_error(error: BaseException) -> int:
    """One line for each thing that went wrong; gives the exit code."""
    usage = getattr(error, "format_message", None)
    if isinstance(error, SomeFilesFailed):
        return _say(*error.problems, code=1)
    if isinstance(error, FootnoteError):
        return _say(str(error), code=2 if isinstance(error, BadInput) else 1)
    if usage:
        return _say(f"{usage().rstrip('.')}: see `footnote --help`", code=2)
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return _say("stopped", code=130)
    reason = str(error) or type(error).__name__
    return _say(f"something went wrong: {reason} (--debug tells more)", code=1)


def _say(*lines: str, code: int) -> int:
    for line in lines:
        print(f"footnote: {' '.join(line.split())}", file=sys.stderr)
    return code


def _globals_first(arguments: list[str]) -> list[str]:
    """Let `--home` and `--debug` stand after the command's name too."""
    ahead: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in {"--home", "--store"}:
            ahead += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word == "--debug" or word.startswith(("--home=", "--store=")):
            ahead.append(word)
        else:
            rest.append(word)
    return ahead + rest


def _version(wanted: bool) -> None:
    if wanted:
        print(f"footnote {__version__}")
        raise typer.Exit


@app.callback()
def _options(
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
    _Options.home = home
    _Options.store = store
    _Options.debug = debug


@app.command(epilog='Example: footnote ask "When was the defence pact signed?"')
def ask(  # noqa: PLR0913, PLR0917 (each is an option of the command)
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
    _Options.base_url = base_url
    if (question is None) == (batch_file is None):
        raise BadInput('give a question, as in `footnote ask "When …?"`, or --batch FILE')
    if batch_file is not None:
        return _ask_batch(batch_file, output, answerer)
    if output is not None:
        raise BadInput("--output goes with --batch; for one question use --json > FILE")
    # One question and out: what the collector would free, the end of the process frees.
    gc.disable()
    with _corpus() as corpus:
        _tell_why(corpus, answerer)
        answer = corpus.ask(question or "", answerer=answerer)
    if as_json:
        print(json.dumps(answer_json(answer), ensure_ascii=False))
    else:
        terminal.show_answer(_console(), answer)
    return 0


def _tell_why(corpus: Corpus, answerer: str | None) -> None:
    """A line on why quotes answer alone, where a local model was asked for."""
    if answerer is not None and (why := corpus.answerer(answerer).why):
        _say(why, code=0)


def _ask_batch(path: Path, output: Path | None, answerer: str | None) -> int:
    lines = batch.read_lines(path)
    if output is None:
        raise BadInput("--batch needs --output FILE for the answers")
    if output.exists() and output.samefile(path):
        raise BadInput(f"--output {output} is the batch itself: name another file")
    failures: list[batch.Failure] = []
    with _corpus() as corpus, batch.open_output(output) as file:
        _tell_why(corpus, answerer)
        answers = batch.answer_lines(
            lines, lambda text, history: corpus.ask(text, history=history, answerer=answerer), file
        )
        with terminal.counting_bar(_errors(), "answering", len(lines)) as step:
            for failure in answers:
                step()
                failures += [failure] if failure else []
    return _say(*(failure.reason for failure in failures), code=2) if failures else 0


@app.command(epilog="Example: footnote check draft.txt")
def check(
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
    check_command.needs_file(file, batch_file, output)
    if batch_file is not None and output is not None:
        return _check_batch(batch_file, output)
    text = check_command.read(file or Path("-"))
    with _corpus() as corpus:
        checked = corpus.check(text)
    if as_json:
        print(json.dumps(check_json(checked), ensure_ascii=False))
    else:
        check_command.show(_console(), checked)
    return 0


def _check_batch(path: Path, output: Path) -> int:
    lines = batch.read_lines(path)
    if output.exists() and output.samefile(path):
        raise BadInput(f"--output {output} is the batch itself: name another file")
    failures: list[batch.Failure] = []
    with _corpus() as corpus, batch.open_output(output) as file:
        checked = check_command.check_lines(
            lines, lambda text, document: corpus.check(text, document=document), file
        )
        with terminal.counting_bar(_errors(), "checking", len(lines)) as step:
            for failure in checked:
                step()
                failures += [failure] if failure else []
    return _say(*(failure.reason for failure in failures), code=2) if failures else 0


@app.command(epilog="Example: footnote add minutes/ thesis.pdf https://example.org/report.html")
def add(
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
        return _watch(paths, groups or ())
    with _corpus() as corpus, terminal.progress_bar(_errors()) as tell:
        try:
            report = corpus.add(paths, groups=groups or (), on_progress=tell)
        except SomeFilesFailed as error:
            terminal.show_report(_console(), error.report)
            raise
    terminal.show_report(_console(), report)
    return 0


def _watch(paths: list[str], groups: Sequence[str]) -> int:
    if len(paths) != 1:
        raise BadInput("--watch follows one folder: name just that")
    with _corpus() as corpus, terminal.progress_bar(_errors()) as tell:
        reports = corpus.watch(paths[0], groups=groups, on_progress=tell)
        for number, report in enumerate(reports):
            terminal.show_report(_console(), report, with_unchanged=False)
            _say(*report.failed, code=0)
            if number == 0:
                print(f"watching {paths[0]}: Ctrl-C stops it", file=sys.stderr)
    return 0


@app.command(epilog="Example: footnote documents --json")
def documents(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """List the documents in the index."""
    with _corpus() as corpus:
        found = corpus.documents()
    if as_json:
        print(json.dumps(documents_json(found), ensure_ascii=False))
    elif found:
        terminal.show_documents(_console(), found)
    else:
        print("No documents yet: add some with `footnote add FILE`.")


@app.command(epilog="Example: footnote show f4694bc0")
def show(document: Annotated[str, typer.Argument(help="A document's id, or its start.")]) -> None:
    """Print a document's text; the offsets of footnotes refer to it."""
    with _corpus() as corpus:
        text = corpus.document(document).text
    sys.stdout.buffer.write(text.encode("utf-8"))


@app.command(epilog="Example: footnote remove f4694bc0")
def remove(document: Annotated[str, typer.Argument(help="A document's id, or its start.")]) -> None:
    """Take a document out of the index; its file stays where it is."""
    with _corpus() as corpus:
        info = corpus.remove(document)
    print(f"removed: {info.title} ({info.id})")


@app.command(epilog="Example: footnote --home notes init --empty")
def init(
    empty: Annotated[bool, typer.Option("--empty", help="Without the shipped article.")] = False,
) -> None:
    """Make the index. Other commands do so when they first need it, with the shipped article."""
    with _corpus(empty=empty) as corpus:
        number = len(corpus.documents())
        print(f"{corpus.home}: {number} document{'' if number == 1 else 's'}")


@app.command(epilog="Example: footnote doctor")
def doctor() -> int:
    """Tell what is set up, what is missing, and what to do."""
    from rag import examine

    findings = examine(_settings())
    terminal.show_findings(_console(), findings)
    return 0 if all(finding.well for finding in findings) else 1


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


def _settings() -> Settings:
    from rag import Settings

    named = {name: getattr(_Options, name) for name in ("home", "store", "base_url")}
    return Settings().model_copy(update={name: value for name, value in named.items() if value})


@contextmanager
def _corpus(*, empty: bool = False) -> Iterator[Corpus]:
    from rag import Corpus

    settings = _settings()
    with Corpus.open(settings.home, empty=empty, settings=settings) as corpus:
        yield corpus


def _console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else _UNWRAPPED)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)
