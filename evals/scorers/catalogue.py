"""All metrics, in the order in which tables show them."""

from __future__ import annotations

from evals.scorers.answer_match import ANSWER_EXACT, ANSWER_F1, ANSWER_HELD
from evals.scorers.calibration import BRIER, CALIBRATION_GAP
from evals.scorers.cost import FAILED, RETRIEVE_TIME, TIME, TOKENS
from evals.scorers.evidence import (
    EVIDENCE_FIRST,
    EVIDENCE_IN_THREE,
    EVIDENCE_PRECISION,
    EVIDENCE_RECALL,
    FOLLOWUP_FIRST,
)
from evals.scorers.exactness import EXACT_QUOTES
from evals.scorers.judged import JUDGED_METRICS
from evals.scorers.metric import Metric, SetMetric
from evals.scorers.refusal import AURC, AUROC, REFUSED_RIGHTLY, REFUSED_WRONGLY, RIGHT
from evals.scorers.retrieval import MRR, NDCG, RECALL
from evals.scorers.values import VALUES_LACKING
from rag import BadInput

PRIMARY = "right"
"""The metric that a comparison's one verdict is about, unless another is named."""

METRICS: tuple[Metric, ...] = (
    RIGHT,
    EXACT_QUOTES,
    EVIDENCE_FIRST,
    EVIDENCE_IN_THREE,
    EVIDENCE_PRECISION,
    EVIDENCE_RECALL,
    FOLLOWUP_FIRST,
    REFUSED_WRONGLY,
    REFUSED_RIGHTLY,
    RECALL,
    MRR,
    NDCG,
    ANSWER_EXACT,
    ANSWER_F1,
    ANSWER_HELD,
    VALUES_LACKING,
    BRIER,
    *JUDGED_METRICS,
    TIME,
    RETRIEVE_TIME,
    TOKENS,
    FAILED,
)
SET_METRICS: tuple[SetMetric, ...] = (AUROC, AURC, CALIBRATION_GAP)
EVERY: tuple[Metric | SetMetric, ...] = (*METRICS, *SET_METRICS)


def metric_named(name: str) -> Metric | SetMetric:
    """The metric of that name.

    Raises:
        BadInput: there is none; the message lists those that there are.
    """
    for metric in EVERY:
        if metric.name == name:
            return metric
    known = ", ".join(metric.name for metric in EVERY)
    raise BadInput(f'no metric "{name}": there are {known}')
