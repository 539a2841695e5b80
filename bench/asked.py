"""Questions of SQuAD 2.0 asked of one index, of the kinds that a refusal has to tell apart."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.retrieval import add_articles
from bench.squad import SquadQuestion, read_squad
from rag import Corpus, Passage
from rag.focus import focused
from rag.followup import readings
from rag.rerank import rerank
from rag.retrieve import Search

KINDS = ("answered", "looks answered", "passage left out", "article left out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, its kind (a place in `KINDS`), and what was found: by search, and once read."""

    question: SquadQuestion
    kind: int
    article: int
    document: str
    search: Search
    read: Search

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"{self.article}:{self.kind}:{self.question.text}"

    def is_right(self, document: str, start: int, end: int) -> bool:
        """Whether the answer begins in [start, end) of that document."""
        answer = self.question.answer
        return answer is not None and document == self.document and start <= answer.start < end


def ask_all(squad2: Path, each: int) -> Iterator[Asked]:
    """Up to `each` answerable questions an article in each kind, and as many that look so."""
    articles = read_squad(squad2)
    chance = random.Random(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        documents = add_articles(corpus, articles, Path(folder))
        for number, article in enumerate(articles):
            for answerable in (True, False):
                pool = [one for one in article.questions if bool(one.answer) == answerable]
                for question in chance.sample(pool, min(each, len(pool))):
                    for kind in (0, 2, 3) if answerable else (1,):
                        yield _ask(corpus, documents, question, (kind, number))


def _ask(
    corpus: Corpus, documents: list[str], question: SquadQuestion, what: tuple[int, int]
) -> Asked:
    kind, number = what
    own = documents[number]
    others = [document for document in documents if document != own]
    where = others if kind == 3 else None
    titles = {info.id: info.title for info in corpus.documents()}
    retriever = corpus._index.retriever()
    search = focused(retriever, retriever.search(question.text, where), titles, where)
    if kind == 2:
        search = _without(search, own, question)
    reader = corpus._index.models.reader()
    assert reader is not None
    return Asked(
        question=question,
        kind=kind,
        article=number,
        document=own,
        search=search,
        read=rerank(search, reader, readings(question.text), titles),
    )


def _without(search: Search, own: str, question: SquadQuestion) -> Search:
    """What search would have found, had the question's paragraph not been there."""

    def stays(passage: Passage) -> bool:
        return (
            passage.document_id != own
            or passage.span.end <= question.paragraph.start
            or passage.span.start >= question.paragraph.end
        )

    return replace(
        search,
        retrieved=tuple(one for one in search.retrieved if stays(one.passage)),
        candidates=tuple(one for one in search.candidates if stays(one.passage)),
    )
