"""One run of the program: its arguments, its exit code, and a line for each thing that fails."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

import typer

from rag import BadInput, FootnoteError, SomeFilesFailed


@dataclass(slots=True)
class Run:
    """What the program is told about the run before a command begins."""

    debug: bool = False
    """Let errors through, with their traceback."""


def run(app: typer.Typer, arguments: list[str]) -> int:
    """Run a command; gives the exit code. Every error is one line on stderr."""
    told = Run()
    try:
        code = app(_globals_first(arguments), standalone_mode=False, obj=told)
    except typer.Exit as leave:
        code = leave.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (Exception, KeyboardInterrupt) as error:
        if told.debug:
            raise
        return _say_error(error)
    return code if isinstance(code, int) else 0


def say(*lines: str, code: int = 0) -> int:
    """Print lines on stderr; gives back the exit code."""
    for line in lines:
        print(f"footnote: {' '.join(line.split())}", file=sys.stderr)
    return code


def _say_error(error: BaseException) -> int:
    """One line for each thing that went wrong; gives the exit code."""
    usage = getattr(error, "format_message", None)
    if isinstance(error, SomeFilesFailed):
        return say(*error.problems, code=1)
    if isinstance(error, FootnoteError):
        return say(str(error), code=2 if isinstance(error, BadInput) else 1)
    if usage:
        return say(f"{usage().rstrip('.')}: see `footnote --help`", code=2)
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return say("stopped", code=130)
    reason = str(error) or type(error).__name__
    return say(f"something went wrong: {reason} (--debug tells more)", code=1)


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
