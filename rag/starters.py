"""Questions to start with: the shipped article's own, and those made for other documents."""

from __future__ import annotations

from importlib.resources import files

from rag.answer import QUOTES, Question
from rag.asking import answer_in, answering
from rag.index import ARTICLE_SOURCE
from rag.seen import Seen
from rag.suggest import suggest
from rag.types import Answer


def of(seen: Seen) -> list[str]:
    """Those made for documents, then the article's where it is seen."""
    found = [question for questions in made(seen).values() for question in questions]
    if not any(shelf.store.of_source(ARTICLE_SOURCE) for shelf in seen.shelves()):
        return found
    lines = (files("corpus") / "questions.txt").read_text(encoding="utf-8").splitlines()
    return [*found, *(line for line in map(str.strip, lines) if line)]


def made(seen: Seen) -> dict[str, list[str]]:
    """Those made for documents, by a document's id, where there are any."""
    kept = seen.index.suggestions.all()
    return {key: kept[key] for key in seen.infos() if kept.get(key)}


def make(seen: Seen, document_id: str, answerer: str | None) -> list[str]:
    """As `Corpus.suggest` says."""
    info, index = seen.info(document_id), seen.index
    chosen = index.models.chosen(answerer)
    composer = index.models.composer(chosen) if chosen.kind == "local" else None
    if composer is None or index.suggestions.knows(info.id):
        return index.suggestions.of(info.id)
    mutter = getattr(composer.writer.voice, "mutter", None)
    if mutter is None:
        return []
    flow = answering(seen, QUOTES)

    def answer(question: str) -> Answer:
        index.quiet.wait()
        return answer_in(flow.stream(Question(text=question, documents={info.id})))

    questions = suggest(seen.passages(info.id), mutter, answer)
    index.suggestions.keep(info.id, questions)
    return questions
