"""Fit what hangs on the reader, on articles that it was not trained on.

    python -m bench.fit_reader --squad2 calibrate.json

The file is in SQuAD 2.0's layout; all its articles are one index. Asked are questions with an
answer, questions that only look as if they had one, and questions whose passage or article is
left out.
Prints the weight of search, the temperature of `rag/select.py`, the line of
`rag/confidence.py` with its AUROC on each article when fitted on the others, and what each
threshold refuses.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logsumexp

from bench.asked import KINDS, Asked, ask_all
from bench.ranks import auroc
from rag.confidence import odds_of_any, scattered

Floats = npt.NDArray[np.float64]
_EACH = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question's kind and article, its two features, and its sentences' search, odds, worth."""

    kind: int
    article: int
    features: tuple[float, float]
    search: Floats
    odds: Floats
    scores: Floats
    right: npt.NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad2", type=Path, required=True)
    rows = [_row(one) for one in ask_all(parser.parse_args().squad2, _EACH)]
    _weigh(rows)
    _fit_temperature(rows)
    _fit_line(rows)


def _row(asked: Asked) -> Row:
    plain = {(one.passage.id, one.span): one.score for one in asked.search.candidates}
    candidates = asked.read.candidates
    return Row(
        kind=asked.kind,
        article=asked.article,
        features=(odds_of_any(asked.read) or 0.0, scattered(asked.read)),
        search=np.array([plain[one.passage.id, one.span] for one in candidates]),
        odds=np.array([one.odds for one in candidates]),
        scores=np.array([one.score for one in candidates]),
        right=np.array(
            [
                asked.is_right(one.passage.document_id, one.span.start, one.span.end)
                for one in candidates
            ]
        ),
    )


def _weigh(rows: Sequence[Row]) -> None:
    for weight in (0, 1, 2, 3, 4.5, 6, 9, 12):
        first = [
            one.right[np.argmax(one.odds + weight * one.search)] for one in rows if one.kind == 0
        ]
        print(f"right sentence first with {weight} times search: {np.mean(first):.3f}")


def _fit_temperature(rows: Sequence[Row]) -> None:
    known = [one for one in rows if one.right.any()]

    def loss(temperature: float) -> float:
        return -float(
            np.mean(
                [
                    (one.scores[one.right][0] / temperature) - logsumexp(one.scores / temperature)
                    for one in known
                ]
            )
        )

    best = minimize_scalar(loss, bounds=(0.02, 1), method="bounded")
    print(f"temperature of the scores {best.x:.3f}")


def _fit_line(rows: Sequence[Row]) -> None:
    kind = np.array([one.kind for one in rows])
    article = np.array([one.article for one in rows])
    x = np.array([one.features for one in rows])
    other = np.zeros(len(rows))
    for number in np.unique(article):
        held = article == number
        line = logistic(x[~held], kind[~held] == 0)
        other[held] = x[held] @ line[:-1] + line[-1]
    for which in (1, 2, 3):
        figure = auroc(other[kind == 0].tolist(), other[kind == which].tolist())
        print(f"AUROC against {KINDS[which]}, each article by the others' line: {figure:.3f}")
    line = logistic(x, kind == 0)
    sure = expit(x @ line[:-1] + line[-1])
    print("odds, scattered, intercept:", np.round(line, 3).tolist())
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        shares = [float((sure[kind == one] < threshold).mean()) for one in range(4)]
        told = ", ".join(f"{share:.3f} {name}" for share, name in zip(shares, KINDS, strict=True))
        worst = max((sure[(kind == 0) & (article == k)] < threshold).mean() for k in set(article))
        print(f"below {threshold}: {told}; of the worst article's answered {worst:.3f}")


def logistic(x: Floats, answered: npt.NDArray[np.bool_]) -> Floats:
    y = answered.astype(float)
    weight = np.where(answered, 0.5 / y.sum(), 0.5 / (1 - y).sum())

    def loss(line: Floats) -> float:
        z = x @ line[:-1] + line[-1]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + 1e-3 * (line[:-1] ** 2).sum())

    fitted: Floats = minimize(loss, np.zeros(x.shape[1] + 1), method="BFGS").x
    return fitted


if __name__ == "__main__":
    main()
