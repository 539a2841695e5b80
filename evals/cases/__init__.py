"""Cases: questions with what a right answer rests on, and the documents that they are about."""

from evals.cases.case import Case, Evidence
from evals.cases.dataset import Dataset, load_dataset
from evals.cases.read import read_cases, write_cases

__all__ = ["Case", "Dataset", "Evidence", "load_dataset", "read_cases", "write_cases"]
