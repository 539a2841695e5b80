"""Which paragraphs of an article are nearest to each question: the hard negatives of training."""

from __future__ import annotations

from rag.reader.bm25 import Bm25
from rag.reader.groups import Task
from rag.reader.squad import Article

_KEPT = 8


def tasks_of(article: Article) -> list[Task]:
    """A task for every question of `article`, its other paragraphs ranked by BM25."""
    search = Bm25([paragraph.text for paragraph in article.paragraphs])
    tasks = []
    for own, paragraph in enumerate(article.paragraphs):
        for question in paragraph.questions:
            scores = search.scores(question.text)
            order = sorted(range(search.size), key=lambda place: -scores[place])
            near = tuple(place for place in order if place != own and scores[place] > 0)[:_KEPT]
            tasks.append(Task(question=question, paragraph=paragraph, article=article, near=near))
    return tasks
