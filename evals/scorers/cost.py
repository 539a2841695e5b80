"""What an answer costs: time and tokens. Compared as factors, since slow answers are rare."""

from __future__ import annotations

import math

from evals.scorers.metric import Absent, Metric, Row, Value

_NOTICEABLE = math.log(1.25)
"""A machine's mood moves whole runs, which pairing by case can't see; less than a quarter
faster or slower is therefore no difference."""
_SHORTEST = 0.01


def _total(row: Row) -> Value:
    known = row.times.get("total") or row.times.get("wall")
    return math.log(max(known, _SHORTEST)) if known else Absent.NOT_APPLICABLE


def _retrieve(row: Row) -> Value:
    known = row.times.get("retrieve")
    return math.log(max(known, _SHORTEST)) if known else Absent.NOT_APPLICABLE


def _tokens(row: Row) -> Value:
    known = row.given.tokens
    return math.log(known) if known else Absent.NOT_APPLICABLE


TIME = Metric(
    name="time",
    title="milliseconds, geometric mean",
    better=-1,
    of=_total,
    scale="ratio",
    margin=_NOTICEABLE,
    by_clock=True,
)
RETRIEVE_TIME = Metric(
    name="retrieve_time",
    title="milliseconds of search",
    better=-1,
    of=_retrieve,
    scale="ratio",
    margin=_NOTICEABLE,
    by_clock=True,
)
TOKENS = Metric(name="tokens", title="tokens", better=-1, of=_tokens, scale="ratio")


def _failed(row: Row) -> Value:
    return float(row.given.failed)


FAILED = Metric(name="failed", title="cases without an answer", better=-1, of=_failed, worst=1.0)
