"""How well the search ranks: recall, reciprocal rank and nDCG, as trec_eval computes them.

trec_eval ranks things that are relevant or not. Where a case knows whole documents, those are
the things. Where it knows evidence, the things are the pieces of evidence: a passage that shows
pieces not seen before stands for them, one that shows none stands for something irrelevant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from evals.scorers.evidence import shows
from evals.scorers.metric import Absent, Metric, Row, Value

Grades = Mapping[str, int]


def recall_at(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """The share of what is relevant that stands among the first `depth`."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float:
    """One over the rank of the first relevant thing; 0 where there is none."""
    for rank, name in enumerate(ranking, start=1):
        if grades.get(name, 0) > 0:
            return 1 / rank
    return 0.0


def ndcg_at(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """Discounted gain over the ideal order's, gain the grade itself (Järvelin & Kekäläinen, 2002).

    trec_eval's `ndcg_cut`: linear gain, discount log2(rank + 1).
    """
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    gains = [max(grades.get(name, 0), 0) for name in ranking[:depth]]
    return _discounted(gains) / _discounted(ideal[:depth])


def ranking_of(row: Row) -> tuple[list[str], dict[str, int]]:
    """What was found, best first, and the grades of what is relevant."""
    found = sorted(row.given.retrieved, key=lambda one: one.rank)
    if row.case.relevant:
        names = [one.document or one.document_id for one in found]
        return list(dict.fromkeys(names)), dict(row.case.relevant)
    ranking: list[str] = []
    for passage in found:
        shown = [
            f"evidence {number}"
            for number, evidence in enumerate(row.case.evidence)
            if shows(row.case, passage, evidence)
        ]
        new = [name for name in shown if name not in ranking]
        ranking += new or ([] if shown else [f"passage {passage.rank}"])
    return ranking, {f"evidence {number}": 1 for number in range(len(row.case.evidence))}


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _metric(name: str, title: str, of: Callable[[Sequence[str], Grades], float]) -> Metric:
    def value(row: Row) -> Value:
        ranking, grades = ranking_of(row)
        known = any(grade > 0 for grade in grades.values())
        return of(ranking, grades) if known else Absent.NOT_APPLICABLE

    return Metric(name=name, title=title, better=1, of=value, worst=0.0)


RECALL = _metric("recall_5", "evidence found among five", lambda r, g: recall_at(r, g, 5))
MRR = _metric("mrr", "reciprocal rank", reciprocal_rank)
NDCG = _metric("ndcg_10", "nDCG at ten", lambda r, g: ndcg_at(r, g, 10))
