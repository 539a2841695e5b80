"""Refusing what the documents don't say, and answering what they do.

At the system's own threshold: how often it refuses either. Over all thresholds: whether its
confidence tells the two apart (AUROC), and how often it is wrong as it answers more (the area
under risk against coverage, over what it answered).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from evals.scorers.evidence import is_right
from evals.scorers.metric import Absent, Columns, Metric, Row, SetMetric, Value

Array = npt.NDArray[np.float64]


def auroc(confidence: Array, positive: Array) -> float | None:
    """How often a positive scores above a negative, ties counting half (Hanley & McNeil, 1982)."""
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return None
    ranks = rankdata(confidence)
    above = float(ranks[positive > 0].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def risk_coverage(confidence: Array, wrong: Array) -> tuple[Array, Array]:
    """Coverage and the share that is wrong, answering the surest first (El-Yaniv & Wiener, 2010).

    Equal confidences come in together: each shares the risk at the end of its tie.

    Returns:
        Two arrays as long as the rows: coverage rising to 1, and the risk there.
    """
    order = np.argsort(-confidence, kind="stable")
    taken = np.arange(1, len(order) + 1)
    risk = np.cumsum(wrong[order]) / taken
    surest = confidence[order]
    last_of_tie = np.searchsorted(-surest, -surest, side="right") - 1
    return taken / len(order), risk[last_of_tie]


def went_wrong(row: Row) -> bool:
    """Whether an answer was given that the case's evidence doesn't bear."""
    if row.given.refused:
        return False
    if row.case.unanswerable:
        return True
    return not any(is_right(row.case, one) for one in row.given.citations[:1])


def _right(row: Row) -> Value:
    if row.case.unanswerable:
        return float(row.given.refused)
    if not row.case.evidence:
        return Absent.NOT_APPLICABLE
    return float(not row.given.refused and not went_wrong(row))


def _refused_wrongly(row: Row) -> Value:
    return Absent.NOT_APPLICABLE if row.case.unanswerable else float(row.given.refused)


def _refused_rightly(row: Row) -> Value:
    return float(row.given.refused) if row.case.unanswerable else Absent.NOT_APPLICABLE


def confidence_and_answerable(row: Row) -> Columns:
    """The confidence, and 1 where the documents answer."""
    if row.given.confidence is None:
        return Absent.NOT_APPLICABLE
    return row.given.confidence, float(not row.case.unanswerable)


def confidence_and_wrong(row: Row) -> Columns:
    """The confidence of an answer that was given, and 1 where it is wrong."""
    judged = row.case.unanswerable or bool(row.case.evidence)
    if row.given.confidence is None or row.given.refused or not judged:
        return Absent.NOT_APPLICABLE
    return row.given.confidence, float(went_wrong(row))


def _auroc(rows: Array) -> float | None:
    return auroc(rows[:, 0], rows[:, 1])


def _aurc(rows: Array) -> float | None:
    return float(risk_coverage(rows[:, 0], rows[:, 1])[1].mean()) if len(rows) else None


RIGHT = Metric(
    name="right",
    title="cases done right",
    better=1,
    of=_right,
    worst=0.0,
)
REFUSED_WRONGLY = Metric(
    name="refused_wrongly",
    title="answerable, refused",
    better=-1,
    of=_refused_wrongly,
    worst=1.0,
)
REFUSED_RIGHTLY = Metric(
    name="refused_rightly",
    title="unanswerable, refused",
    better=1,
    of=_refused_rightly,
    worst=0.0,
)
AUROC = SetMetric(
    name="auroc",
    title="AUROC, answerable against not",
    better=1,
    columns=confidence_and_answerable,
    of=_auroc,
)
AURC = SetMetric(
    name="aurc",
    title="risk over coverage (area)",
    better=-1,
    columns=confidence_and_wrong,
    of=_aurc,
)
