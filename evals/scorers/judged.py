"""What a judge said of a row, and how often it said nothing that could be read."""

from __future__ import annotations

from evals.scorers.metric import Absent, Metric, Row, Value

JUDGED = {
    "groundedness": "sentences that their quotes bear out (judge)",
    "helpfulness": "answers that help (judge)",
}


def _metric(name: str, title: str) -> Metric:
    def value(row: Row) -> Value:
        if name not in row.judged:
            return Absent.NOT_APPLICABLE
        verdict = row.judged[name]
        return Absent.UNSCORED if verdict is None else verdict

    return Metric(name=name, title=title, better=1, of=value, by_judge=True)


def _unscored(name: str) -> Metric:
    def value(row: Row) -> Value:
        if name not in row.judged:
            return Absent.NOT_APPLICABLE
        return float(row.judged[name] is None)

    return Metric(name=f"{name}_unscored", title=f"{name}: no verdict", better=-1, of=value)


JUDGED_METRICS = (
    *(_metric(name, title) for name, title in JUDGED.items()),
    *(_unscored(name) for name in JUDGED),
)
