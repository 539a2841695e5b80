"""How well search finds the right paragraph among those of many articles.

    python -m bench.retrieval --squad squad2-tune.json.gz [--questions 1000]

All articles of the file go into one index; the answerable questions are asked of it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.squad import Article, SquadQuestion, read_squad
from rag import Corpus, Retrieved, Span


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args()
    articles = read_squad(options.squad)
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        ids = add_articles(corpus, articles, Path(folder))
        asked = [
            (question, document)
            for document, article in zip(ids, articles, strict=True)
            for question in article.questions
            if question.answer
        ]
        chosen = random.Random(3).sample(asked, min(options.questions, len(asked)))
        ranks = [_rank(corpus, question, document) for question, document in chosen]
    print(f"{len(articles)} articles, {len(ranks)} questions")
    for limit in (1, 5):
        share = sum(rank is not None and rank <= limit for rank in ranks) / len(ranks)
        print(f"right paragraph in the first {limit}: {share:.3f}")


def add_articles(corpus: Corpus, articles: Sequence[Article], folder: Path) -> list[str]:
    """Add each article as a file named by its title; gives their document ids in order."""
    names = [article.title.replace("/", "-") for article in articles]
    paths = [folder / str(number) / f"{name}.txt" for number, name in enumerate(names)]
    for path, article in zip(paths, articles, strict=True):
        path.parent.mkdir()
        path.write_text(article.text, encoding="utf-8")
    corpus.add(paths)
    by_source = {info.source: info.id for info in corpus.documents()}
    return [by_source[str(path.resolve())] for path in paths]


def _rank(corpus: Corpus, question: SquadQuestion, document: str) -> int | None:
    """Which passage in the answer's order is in the right paragraph, from 1."""
    seen: list[tuple[str, int]] = []
    for one in corpus.ask(question.text).retrieved:
        if _is_in(one, document, question.paragraph):
            return len(seen) + 1
        place = (one.passage.document_id, one.passage.span.start)
        seen.append(place)
    return None


def _is_in(one: Retrieved, document: str, paragraph: Span) -> bool:
    middle = (one.passage.span.start + one.passage.span.end) // 2
    return one.passage.document_id == document and paragraph.start <= middle <= paragraph.end


if __name__ == "__main__":
    main()
