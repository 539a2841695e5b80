"""Fit the confidence and the softmax's temperature on SQuAD articles.

    python -m bench.fit_confidence --squad squad1-train.json.gz

Each of 40 articles is asked 25 of its own questions (answerable) and 25 about other
articles (off topic), once by itself and once among all 40. Prints the line for
`rag/confidence.py`, what each threshold refuses, and the temperature for `rag/select.py`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logsumexp

from bench.retrieval import add_articles
from bench.squad import Article, SquadQuestion, read_squad
from rag.confidence import similarity
from rag.corpus import Corpus
from rag.retrieve import Search

Floats = npt.NDArray[np.float64]

_ARTICLES, _QUESTIONS = 40, 25


@dataclass(frozen=True, slots=True)
class Sample:
    answerable: bool
    feature: float
    scores: tuple[float, ...]
    right: int | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    chosen = random.Random(7).sample(read_squad(parser.parse_args().squad), _ARTICLES)
    with (
        tempfile.TemporaryDirectory() as home,
        Corpus.open(Path(home) / "home", empty=True) as corpus,
    ):
        samples = list(_samples(corpus, chosen, Path(home)))
    _fit_logistic(samples)
    _fit_temperature(samples)


def _samples(corpus: Corpus, articles: Sequence[Article], folder: Path) -> Iterator[Sample]:
    ids = add_articles(corpus, articles, folder)
    chance = random.Random(8)
    for number, (document, article) in enumerate(zip(ids, articles, strict=True)):
        own = chance.sample(article.questions, min(_QUESTIONS, len(article.questions)))
        others = [one for other in articles if other is not article for one in other.questions]
        for question in own:
            yield _sample(corpus, question, document, [document])
            yield _sample(corpus, question, document, None)
        for question in chance.sample(others, _QUESTIONS):
            yield _sample(
                corpus,
                SquadQuestion(text=question.text, paragraph=question.paragraph, answer=None),
                document,
                [document],
            )
        if number % 10 == 9:
            print(f"{number + 1} articles asked", flush=True)


def _sample(
    corpus: Corpus, question: SquadQuestion, document: str, documents: list[str] | None
) -> Sample:
    search: Search = corpus._index.retriever().search(question.text, documents)
    answer = question.answer
    right = None
    if answer:
        right = next(
            (
                place
                for place, one in enumerate(search.candidates)
                if one.passage.document_id == document
                and one.span.start <= answer.start < one.span.end
            ),
            None,
        )
    return Sample(
        answerable=answer is not None,
        feature=similarity(search),
        scores=tuple(one.score for one in search.candidates),
        right=right,
    )


def _fit_logistic(samples: Sequence[Sample]) -> None:
    x = np.array([one.feature for one in samples])
    y = np.array([one.answerable for one in samples], dtype=float)
    weight = np.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum())

    def loss(line: Floats) -> float:
        z = line[0] * x + line[1]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + 1e-4 * line[0] ** 2)

    slope, intercept = minimize(loss, np.zeros(2), method="BFGS").x
    sure = expit(slope * x + intercept)
    print(f"slope {slope:.2f}, intercept {intercept:.2f}")
    for threshold in (0.1, 0.2, 0.25, 0.3, 0.4, 0.5):
        answerable, off_topic = ((sure[y == kind] < threshold).mean() for kind in (1, 0))
        print(f"below {threshold}: {answerable:.3f} of the answerable, {off_topic:.3f} off topic")


def _fit_temperature(samples: Sequence[Sample]) -> None:
    known = [one for one in samples if one.right is not None]

    def loss(temperature: float) -> float:
        logs = [
            one.scores[one.right or 0] / temperature - logsumexp(np.array(one.scores) / temperature)
            for one in known
        ]
        return -float(np.mean(logs))

    best = minimize_scalar(loss, bounds=(0.005, 0.5), method="bounded")
    first = np.mean([one.right == 0 for one in known])
    print(f"temperature {best.x:.4f} (right sentence first in {first:.3f}, loss {best.fun:.3f})")


if __name__ == "__main__":
    main()
