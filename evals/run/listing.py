"""Which runs there are, and how far each one is."""

from __future__ import annotations

from pathlib import Path

from evals.run.journal import FILE as JOURNAL
from evals.run.stored import ROWS, VERDICTS


def run_names(runs: Path) -> list[str]:
    """The names of the runs in a folder, the one that was worked on last first."""
    if not runs.is_dir():
        return []
    found = [one for one in runs.iterdir() if _files(one)]
    return [one.name for one in sorted(found, key=_touched, reverse=True)]


def run_state(folder: Path) -> str:
    """A word that changes whenever a run gets a row or a verdict."""
    files = [*_files(folder), *sorted((folder / VERDICTS).glob("*.jsonl"))]
    return " ".join(f"{path.name}:{path.stat().st_size}" for path in files)


def _files(folder: Path) -> list[Path]:
    return [path for name in (ROWS, JOURNAL) if (path := folder / name).exists()]


def _touched(folder: Path) -> float:
    return max((path.stat().st_mtime for path in _files(folder)), default=0.0)
