"""Asking a system the cases of a dataset, and keeping every answer."""

from evals.run.listing import run_names, run_state
from evals.run.runner import RunOptions, run
from evals.run.stored import Run, load_run
from evals.run.system import Reply, System

__all__ = ["Reply", "Run", "RunOptions", "System", "load_run", "run", "run_names", "run_state"]
