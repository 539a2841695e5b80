"""`footnote eval report` and `view`: a run or a comparison as a page."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from evals.commands.options import Metric, Runs, runs_folder
from evals.compare import Comparison
from evals.compare import compare as compare_runs
from evals.report import report_page
from evals.report.serve import make_server
from evals.run import Run, load_run, run_state
from evals.scorers import PRIMARY
from rag import BadInput

_First = Annotated[str, typer.Argument(help="A run's name, folder or file.")]
_Second = Annotated[str | None, typer.Argument(help="A run to hold against it.")]


def report(
    first: _First,
    second: _Second = None,
    output: Annotated[Path | None, typer.Option(help="The file; else in the run's folder.")] = None,
    metric: Metric = PRIMARY,
    runs: Runs = None,
) -> None:
    """Write one HTML file that holds everything and loads nothing."""
    shown = _shown(first, second, metric, runs_folder(runs))
    folder = (shown if isinstance(shown, Run) else shown.after).folder
    path = output or folder / "report.html"
    try:
        path.write_text(report_page(shown), encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{path}: can't be written ({reason}): name another --output") from None
    print(path)


def view(
    first: _First,
    second: _Second = None,
    metric: Metric = PRIMARY,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
    runs: Runs = None,
) -> None:
    """Serve the report on this machine alone; it follows a run that is being made."""
    folder = runs_folder(runs)
    _shown(first, second, metric, folder)
    names = [name for name in (first, second) if name]
    server = make_server(
        lambda: report_page(_shown(first, second, metric, folder), follows="server"),
        lambda: " ".join(run_state(load_run(name, folder).folder) for name in names),
        port,
    )
    url = f"http://127.0.0.1:{server.server_port}/"
    print(f"{url}  (Ctrl+C ends it)", flush=True)
    if open_browser:
        webbrowser.open(url)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _shown(first: str, second: str | None, metric: str, folder: Path) -> Run | Comparison:
    one = load_run(first, folder)
    return compare_runs(one, load_run(second, folder), primary=metric) if second else one
