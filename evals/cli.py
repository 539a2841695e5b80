"""`footnote eval`: its commands. The program `footnote` finds them as an entry point."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from evals.commands.compare import compare
from evals.commands.imports import bring
from evals.commands.judge import judge
from evals.commands.plan import plan
from evals.commands.report import report, view
from evals.commands.run import run
from evals.commands.selfcheck import selfcheck
from rag import BadInput, FootnoteError

app = typer.Typer(
    name="eval",
    help="Ask a set of cases, compare two systems, and say how sure that is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(epilog="Example: footnote eval run --name mine --set candidates=40")(run)
app.command(epilog="Example: footnote eval compare before after --gate")(compare)
app.command(epilog="Example: footnote eval report before after")(report)
app.command(epilog="Example: footnote eval view mine")(view)
app.command(epilog="Example: footnote eval plan before after --difference 0.05")(plan)
app.command(epilog="Example: footnote eval judge mine --metric groundedness --by local")(judge)
app.command("import", epilog="Example: footnote eval import squad dev-v2.0.json --to mine.jsonl")(
    bring
)
app.command(epilog="Example: footnote eval selfcheck")(selfcheck)


def main() -> NoReturn:
    """Run the harness by itself; every error is one line on stderr."""
    try:
        code = app(standalone_mode=False)
    except typer.Exit as leave:
        code = leave.exit_code
    except (FootnoteError, KeyboardInterrupt) as error:
        code = _say(str(error) or "stopped", 2 if isinstance(error, BadInput) else 1)
    except Exception as error:
        usage = getattr(error, "format_message", None)
        if usage is None:
            raise
        code = _say(f"{usage().rstrip('.')}: see --help", 2)
    sys.exit(code if isinstance(code, int) else 0)


def _say(line: str, code: int) -> int:
    print(f"footnote eval: {' '.join(line.split())}", file=sys.stderr)
    return code
