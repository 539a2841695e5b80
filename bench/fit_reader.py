"""Fit the confidence on what the reader says of articles that it was not trained on.

    python -m bench.fit_reader --squad2 calibrate.json

The file is in SQuAD 2.0's layout. Each article is asked its own questions, answerable and
not, and as many of the other articles', as off topic. Prints the coefficients and what each
threshold refuses.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from bench.retrieval import add_articles
from bench.squad import read_squad
from rag import Corpus
from rag.rerank import rerank
from rag.retrieve import Search

Floats = npt.NDArray[np.float64]
_EACH = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad2", type=Path, required=True)
    articles = read_squad(parser.parse_args().squad2)
    chance = random.Random(2)
    rows: list[tuple[int, float, float]] = []
    firsts: dict[float, list[bool]] = {weight: [] for weight in (0, 2, 4, 6, 9, 12, 18)}
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        ids = add_articles(corpus, articles, Path(folder))
        reader, retriever = corpus._index.reader(), corpus._index.retriever()
        assert reader is not None
        for document, article in zip(ids, articles, strict=True):
            kinds = [
                [q for q in article.questions if q.answer],
                [q for q in article.questions if not q.answer],
                [q for other in articles if other is not article for q in other.questions],
            ]
            for kind, questions in enumerate(kinds):
                for question in chance.sample(questions, min(_EACH, len(questions))):
                    search = retriever.search(question.text, [document])
                    read = rerank(search, reader, question.text)
                    rows.append((kind, *_features(read)))
                    if kind == 0 and question.answer:
                        plain = {(c.passage.id, c.span): c.score for c in search.candidates}
                        for weight, found in firsts.items():
                            best = max(
                                read.candidates,
                                key=lambda c: (c.odds or 0) + weight * plain[c.passage.id, c.span],
                            )
                            found.append(best.span.start <= question.answer.start < best.span.end)
    for weight, hits in firsts.items():
        print(f"right sentence first with {weight} times search: {np.mean(hits):.3f}")
    _fit(np.array(rows))


def _features(search: Search) -> tuple[float, float]:
    odds = max((one.odds or 0.0 for one in search.candidates), default=-20.0)
    return odds, max((one.similarity for one in search.candidates), default=-1.0)


def _fit(rows: Floats) -> None:
    kind, x = rows[:, 0], rows[:, 1:]
    y = (kind == 0).astype(float)
    weight = np.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum())

    def loss(w: Floats) -> float:
        z = x @ w[:-1] + w[-1]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + 1e-4 * (w[:-1] ** 2).sum())

    fitted = minimize(loss, np.zeros(3), method="BFGS").x
    sure = expit(x @ fitted[:-1] + fitted[-1])
    print("odds, similarity:", np.round(fitted[:-1], 3).tolist(), "intercept", round(fitted[-1], 3))
    for threshold in (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        shares = [float((sure[kind == one] < threshold).mean()) for one in (0, 1, 2)]
        print(f"below {threshold}: " + ", ".join(f"{share:.3f}" for share in shares))


if __name__ == "__main__":
    main()
