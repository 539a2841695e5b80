"""A run, or a comparison of two, as one HTML page that needs nothing else."""

from evals.report.page import report_page

__all__ = ["report_page"]
