"""How questions about many articles in one index fare, those without an answer among them.

    python -m bench.answers --squad report.json [--questions 60] [--searchers] [--search-alone]

Takes so many questions of each article with an answer and, in SQuAD 2.0, as many written to
look as if they had one. With --searchers they are made to look like what people type into a
search box (lower case, no mark, question word dropped from one in two) and those without an
answer are questions whose article is left out. Intervals are 95 %, bootstrapped by article.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from bench.ranks import auroc
from bench.retrieval import add_articles
from bench.squad import Article, SquadQuestion, read_squad
from rag import Answer, Corpus

_ROUNDS = 300
_ASKING = re.compile(r"^(what|who|when|where|which|how)( (is|was|are|were|did|does|do))?\s+", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One question: `document`, `paragraph` and `sentence` say whether the right came first."""

    article: int
    answerable: bool
    confidence: float
    refused: bool
    document: bool
    paragraph: bool
    sentence: bool
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--searchers", action="store_true")
    parser.add_argument("--search-alone", action="store_true")
    options = parser.parse_args()
    articles = read_squad(options.squad)
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        if options.search_alone:
            corpus._index.models._reader_tried = True
        documents = add_articles(corpus, articles, Path(folder))
        ask = _Asker(corpus, documents, options.questions, options.searchers)
        corpus.ask("Is it warm?")
        results = list(ask.all(articles))
    print_results(results)


@dataclass(frozen=True, slots=True)
class _Asker:
    corpus: Corpus
    documents: Sequence[str]
    most: int
    searchers: bool

    def all(self, articles: Sequence[Article]) -> Iterator[Result]:
        chance = random.Random(3)
        for number, article in enumerate(articles):
            own = self.documents[number]
            others = [one for one in self.documents if one != own]
            for answerable in (True, False):
                real = answerable or self.searchers
                pool = [one for one in article.questions if bool(one.answer) == real]
                for one in chance.sample(pool, min(self.most, len(pool))):
                    text = _typed(one.text, chance) if self.searchers else one.text
                    left_out = self.searchers and not answerable
                    begun = time.perf_counter()
                    answer = self.corpus.ask(text, documents=others if left_out else None)
                    seconds = time.perf_counter() - begun
                    yield _result(number, one, (own, answerable), answer, seconds)


def _typed(question: str, chance: random.Random) -> str:
    plain = question.lower().rstrip("?. ")
    return _ASKING.sub("", plain) if chance.random() < 0.5 else plain


def _result(
    article: int,
    question: SquadQuestion,
    expected: tuple[str, bool],
    answer: Answer,
    seconds: float,
) -> Result:
    own, answerable = expected
    shown = answer.citations[0] if answer.citations else (*answer.nearest, None)[0]
    at = question.answer.start if question.answer else -1
    passage = answer.retrieved[0].passage
    middle = (passage.span.start + passage.span.end) // 2
    paragraph = question.paragraph
    return Result(
        article=article,
        answerable=answerable,
        confidence=answer.confidence,
        refused=answer.status == "not_found",
        document=bool(shown and shown.document_id == own),
        paragraph=passage.document_id == own and paragraph.start <= middle <= paragraph.end,
        sentence=bool(
            shown and shown.document_id == own and shown.span.start <= at < shown.span.end
        ),
        seconds=seconds,
    )


def print_results(results: Sequence[Result]) -> None:
    """Prints what a bench of many articles measures, with intervals by article."""
    answerable = [one for one in results if one.answerable]
    print(f"{len(answerable)} answerable, {len(results) - len(answerable)} unanswerable")
    shares: dict[str, Callable[[Sequence[Result]], float]] = {
        "right document first": lambda some: _mean([one.document for one in _with(some, True)]),
        "right paragraph first": lambda some: _mean([one.paragraph for one in _with(some, True)]),
        "right sentence first": lambda some: _mean([one.sentence for one in _with(some, True)]),
        "AUROC": lambda some: auroc(
            [one.confidence for one in _with(some, True)],
            [one.confidence for one in _with(some, False)],
        ),
        "answerable refused": lambda some: _mean([one.refused for one in _with(some, True)]),
        "unanswerable refused": lambda some: _mean([one.refused for one in _with(some, False)]),
    }
    for name, figure in shares.items():
        low, high = _interval(results, figure)
        print(f"{name}: {figure(results):.3f} ({low:.3f} to {high:.3f})")
    print(f"median {1000 * median(one.seconds for one in results):.0f} ms a question")
    print("confidence: questions, mean confidence, answerable")
    for tenth in range(0, 10, 2):
        inside = [one for one in results if tenth <= 10 * one.confidence < tenth + 2]
        if inside:
            means = (
                _mean([one.confidence for one in inside]),
                _mean([one.answerable for one in inside]),
            )
            print(f"  {tenth / 10} to {tenth / 10 + 0.2:.1f}: {len(inside)}, %.2f, %.2f" % means)


def _with(results: Sequence[Result], answerable: bool) -> list[Result]:
    return [one for one in results if one.answerable == answerable]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _interval(
    results: Sequence[Result], figure: Callable[[Sequence[Result]], float]
) -> tuple[float, float]:
    """Whole articles drawn anew, with replacement (Efron & Tibshirani, 1993)."""
    articles = [
        [one for one in results if one.article == number]
        for number in sorted({one.article for one in results})
    ]
    chance = np.random.default_rng(0)
    drawn = chance.integers(len(articles), size=(_ROUNDS, len(articles)))
    found = [figure([one for k in rows for one in articles[k]]) for rows in drawn[:_ROUNDS]]
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


if __name__ == "__main__":
    main()
