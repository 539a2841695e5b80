"""Whether a confidence of 0.8 means that the documents answer in 80 of 100 cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.scorers.metric import Absent, Metric, Row, SetMetric, Value
from evals.scorers.refusal import confidence_and_answerable

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The rows whose confidence lies in one tenth."""

    confidence: float
    answerable: float
    rows: int


def reliability(rows: npt.NDArray[np.float64]) -> list[Bin]:
    """Ten bins of equal width; empty ones are left out.

    Args:
        rows: shape (rows, 2): confidence, and 1 where the documents answer.
    """
    place = np.minimum((rows[:, 0] * BINS).astype(int), BINS - 1)
    groups = [rows[place == number] for number in range(BINS)]
    return [
        Bin(
            confidence=float(group[:, 0].mean()),
            answerable=float(group[:, 1].mean()),
            rows=len(group),
        )
        for group in groups
        if len(group)
    ]


def _brier(row: Row) -> Value:
    columns = confidence_and_answerable(row)
    if isinstance(columns, Absent):
        return columns
    confidence, answerable = columns
    return (confidence - answerable) ** 2


def _gap(rows: npt.NDArray[np.float64]) -> float | None:
    if not len(rows):
        return None
    gaps = [one.rows * abs(one.confidence - one.answerable) for one in reliability(rows)]
    return sum(gaps) / len(rows)


BRIER = Metric(name="brier", title="Brier score of confidence", better=-1, of=_brier)
CALIBRATION_GAP = SetMetric(
    name="calibration_gap",
    title="gap of confidence (ECE)",
    better=-1,
    columns=confidence_and_answerable,
    of=_gap,
)
"""Expected calibration error over ten bins (Naeini, Cooper & Hauskrecht, 2015)."""
