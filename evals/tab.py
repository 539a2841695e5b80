"""The harness's view on the chat page, for which it is an entry point of `footnote.tabs`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from evals.commands.options import runs_folder
from evals.compare import compare
from evals.report import report_page
from evals.run import load_run, run_names, run_state


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsTab:
    """Runs and comparisons as reports, also while a run is being made."""

    runs: Path
    hint: str = (
        "There is no run yet: `footnote eval run --name mine` makes one, and it shows here "
        "while it goes on."
    )

    def choices(self) -> list[str]:
        """The runs, the one that was worked on last first."""
        return run_names(self.runs)

    def state(self, first: str, second: str) -> str:
        """Changes whenever a run gets a row."""
        return " ".join(run_state(self.runs / name) for name in (first, second) if name)

    def page(self, first: str, second: str) -> str:
        """The report of a run, or of what it brings against a second one.

        Raises:
            FootnoteError: a run can't be read, or the two have no case in common.
        """
        run = load_run(first, self.runs)
        shown = compare(load_run(second, self.runs), run) if second else run
        return report_page(shown, follows="frame")


def _here() -> RunsTab:
    named = os.environ.get("FOOTNOTE_RUNS")
    return RunsTab(runs=runs_folder(Path(named) if named else None))


tab = _here()
