"""Scorers: one file, one thing that an answer is held against. None of them asks a judge."""

from evals.scorers.catalogue import EVERY, METRICS, PRIMARY, SET_METRICS, metric_named
from evals.scorers.metric import Absent, Columns, Metric, Row, SetMetric, Value

__all__ = [
    "EVERY",
    "METRICS",
    "PRIMARY",
    "SET_METRICS",
    "Absent",
    "Columns",
    "Metric",
    "Row",
    "SetMetric",
    "Value",
    "metric_named",
]
