"""Fit what hangs on the reader, on articles that it was not trained on.

    python -m bench.fit_reader --squad2 calibrate.json

The file is in SQuAD 2.0's layout; all its articles are one index. Asked are questions with an
answer, questions that only look as if they had one, and questions whose article is left out.
Prints the weight of search, the temperature of `rag/select.py`, the line of
`rag/confidence.py` with its AUROC on each article when fitted on the others, and what each
threshold refuses.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logsumexp

from bench.ranks import auroc
from bench.retrieval import add_articles
from bench.squad import Article, SquadQuestion, read_squad
from rag import Corpus
from rag.confidence import odds_of_any, scattered
from rag.followup import readings
from rag.rerank import rerank

Floats = npt.NDArray[np.float64]
_EACH = 90
_KINDS = ("answered", "looks answered", "left out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
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
    articles = read_squad(parser.parse_args().squad2)
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        rows = list(_asked(corpus, articles, add_articles(corpus, articles, Path(folder))))
    _weigh(rows)
    _fit_temperature(rows)
    _fit_line(rows)


def _asked(
    corpus: Corpus, articles: Sequence[Article], documents: Sequence[str]
) -> Iterator[Asked]:
    chance = random.Random(1)
    for number, (own, article) in enumerate(zip(documents, articles, strict=True)):
        others = [document for document in documents if document != own]
        for answered in (True, False):
            pool = [one for one in article.questions if bool(one.answer) == answered]
            for place, one in enumerate(chance.sample(pool, min(_EACH, len(pool)))):
                yield _ask(corpus, one, (0 if answered else 1, number), own, None)
                if answered and place % 2:
                    yield _ask(corpus, one, (2, number), own, others)


def _ask(
    corpus: Corpus,
    question: SquadQuestion,
    kind: tuple[int, int],
    own: str,
    documents: Collection[str] | None,
) -> Asked:
    search = corpus._index.retriever().search(question.text, documents)
    reader = corpus._index.reader()
    assert reader is not None
    read = rerank(search, reader, readings(question.text))
    plain = {(one.passage.id, one.span): one.score for one in search.candidates}
    start = question.answer.start if question.answer else -1
    return Asked(
        kind=kind[0],
        article=kind[1],
        features=(odds_of_any(read) or 0.0, scattered(read)),
        search=np.array([plain[one.passage.id, one.span] for one in read.candidates]),
        odds=np.array([one.odds for one in read.candidates]),
        scores=np.array([one.score for one in read.candidates]),
        right=np.array(
            [
                one.passage.document_id == own and one.span.start <= start < one.span.end
                for one in read.candidates
            ]
        ),
    )


def _weigh(rows: Sequence[Asked]) -> None:
    for weight in (0, 1, 2, 3, 4.5, 6, 9, 12):
        first = [
            one.right[np.argmax(one.odds + weight * one.search)] for one in rows if one.kind == 0
        ]
        print(f"right sentence first with {weight} times search: {np.mean(first):.3f}")


def _fit_temperature(rows: Sequence[Asked]) -> None:
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


def _fit_line(rows: Sequence[Asked]) -> None:
    kind = np.array([one.kind for one in rows])
    article = np.array([one.article for one in rows])
    x = np.array([one.features for one in rows])
    other = np.zeros(len(rows))
    for number in np.unique(article):
        held = article == number
        line = _logistic(x[~held], kind[~held] == 0)
        other[held] = x[held] @ line[:-1] + line[-1]
    for name, which in (("looks answered", 1), ("left out", 2)):
        figure = auroc(other[kind == 0].tolist(), other[kind == which].tolist())
        print(f"AUROC against {name}, each article by the others' line: {figure:.3f}")
    line = _logistic(x, kind == 0)
    sure = expit(x @ line[:-1] + line[-1])
    print("odds, scattered, intercept:", np.round(line, 3).tolist())
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        shares = [float((sure[kind == one] < threshold).mean()) for one in range(3)]
        told = ", ".join(f"{share:.3f} {name}" for share, name in zip(shares, _KINDS, strict=True))
        worst = max((sure[(kind == 0) & (article == k)] < threshold).mean() for k in set(article))
        print(f"below {threshold}: {told}; of the worst article's answered {worst:.3f}")


def _logistic(x: Floats, answered: npt.NDArray[np.bool_]) -> Floats:
    y = answered.astype(float)
    weight = np.where(answered, 0.5 / y.sum(), 0.5 / (1 - y).sum())

    def loss(line: Floats) -> float:
        z = x @ line[:-1] + line[-1]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + 1e-3 * (line[:-1] ** 2).sum())

    fitted: Floats = minimize(loss, np.zeros(x.shape[1] + 1), method="BFGS").x
    return fitted


if __name__ == "__main__":
    main()
