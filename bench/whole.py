"""Hold the parts of an index against one another, to the letter, and what each group may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.changes import AUDIENCES, Held, held
from rag import Corpus
from rag.audience import may_see
from rag.embed import Embedder, Vectors
from rag.load import document_id
from rag.shelf import Shelf
from rag.types import DocumentInfo

_QUESTION = "Which matter was settled by vote?"
_LIMIT = 20


def look(folder: Path, embedder: Embedder) -> tuple[dict[str, Held], list[str]]:
    """Open the index of a folder; gives what each source holds, and what is wrong."""
    with Corpus.open(folder / "home", empty=True) as corpus:
        corpus._index.models._embedder = embedder
        shelves = corpus._index.shelves.seen_by(None)
        infos = [info for shelf in shelves for info in shelf.store.sources().values()]
        problems = [problem for shelf in shelves for problem in _problems(shelf)]
        vector = embedder.embed_query(_QUESTION)
        problems += [problem for shelf in shelves for problem in _unfound(shelf, vector)]
        problems += _twice(infos)
        for groups in AUDIENCES:
            problems += _leaks(corpus, groups, infos)
    return {info.source: held(info.id, " ".join(info.groups)) for info in infos}, problems


def _unfound(shelf: Shelf, vector: Vectors) -> Iterator[str]:
    """Whether a search has lost passages: it gives as many as there are, up to its limit."""
    there = sum(info.passages for info in shelf.store.documents())
    if len(shelf.store.search(vector, limit=_LIMIT)) != min(_LIMIT, there):
        yield "passages that no search finds"


def _problems(shelf: Shelf) -> Iterator[str]:
    """What isn't whole, or isn't in step, in what one audience may see."""
    assert shelf.kept
    infos = shelf.store.documents()
    for info in infos:
        passages = shelf.store.passages(info.id)
        text = "".join(one.text for one in passages)
        if document_id(text) != info.id or len(passages) != info.passages:
            yield f"{info.source} is not whole"
        if any(one.span.of(text) != one.text for one in passages):
            yield f"{info.source} is not where it says"
        if [one for one, _ in shelf.store.with_vectors(info.id)] != passages:
            yield f"the vectors of {info.source} are not in step"
        if shelf.lexicon.passages(info.id) != sorted(one.id for one in passages):
            yield f"the words of {info.source} are not in step"
    if shelf.store._passages.count() != sum(info.passages for info in infos):
        yield "passages that no document names"
    if shelf.store.moving():
        yield "a document still moves"
    kept = {one.source: document_id(one.text) for one in shelf.kept.documents()}
    if kept != {source: info.id for source, info in shelf.store.sources().items()}:
        yield "the kept texts are not in step"


def _twice(infos: list[DocumentInfo]) -> Iterator[str]:
    counted = Counter(info.source for info in infos)
    yield from (
        f"{source} is for two audiences" for source, number in counted.items() if number > 1
    )


def _leaks(corpus: Corpus, groups: str, infos: list[DocumentInfo]) -> Iterator[str]:
    """What somebody in these groups sees and may not, or may and doesn't."""
    view = corpus.seen_by(groups.split())
    may = {info.id for info in infos if may_see(frozenset(info.groups), groups.split())}
    if {info.id for info in view.documents()} != may:
        yield f'somebody in "{groups}" doesn\'t see just what they may'
    if any(one.passage.document_id not in may for one in view.search(_QUESTION, limit=_LIMIT)):
        yield f'somebody in "{groups}" finds what they may not see'
