"""Two runs of the same cases, held against each other."""

from evals.compare.comparison import Comparison, compare
from evals.compare.finding import Finding, Verdict
from evals.compare.matching import Matched, match

__all__ = ["Comparison", "Finding", "Matched", "Verdict", "compare", "match"]
