"""Query → ranked passages and sentences: dense search and BM25, fused.

A passage scores half the query's cosine to it, half the best of its sentences' (which
only the first dozen are asked for), and a little of both BM25 scores. The weights were
found on 40 articles of SQuAD 1.1 (see docs/decisions); the scores don't depend on what
else was found, so they can be compared between questions.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from rag.chunk import beside_and, is_heading
from rag.embed import Embedder, Vectors, similarities
from rag.lexical import Weights, weigh
from rag.rows import Found
from rag.shelf import Shelf
from rag.types import Passage, Retrieved, Span

_POOL = 50
_FIRST_BM25 = 0.03
_BM25 = 0.02
_PASSAGE_SHARE = 0.5
_BY_SENTENCE = 12
"""How many passages are looked at sentence by sentence: embedding these is what search costs."""
_CACHED_SENTENCES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer, with its score (higher is better)."""

    passage: Passage
    span: Span
    score: float
    similarity: float
    odds: float | None = None
    """The reader's log-odds that the sentence answers, once it has been read."""
    answer: Span | None = None
    """The words that the reader takes for the answer."""

    @property
    def text(self) -> str:
        """The sentence's own words."""
        return self.passage.quote(self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a query found: passages, the sentences in them, and how its terms weigh."""

    query: str
    retrieved: tuple[Retrieved, ...]
    candidates: tuple[Candidate, ...]
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a question leans on: words said before, and the place of the sentence among them."""

    text: str
    passage: Passage | None = None
    span: Span | None = None
    share: float = 0.25
    """What its words weigh beside the question's own."""


class SentenceVectors:
    """Vectors of sentences; those seen before are kept. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._cache: dict[str, Vectors] = {}
        self._computing = threading.Lock()

    def of_query(self, query: str) -> Vectors:
        """The vector of a query, of shape (dimension,)."""
        with self._computing:
            return self._embedder.embed_query(query)

    def of(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension)."""
        with self._computing:
            new = list(dict.fromkeys(text for text in texts if text not in self._cache))
            if len(self._cache) + len(new) > _CACHED_SENTENCES:
                self._cache.clear()
                new = list(dict.fromkeys(texts))
            self._cache.update(zip(new, self._embedder.embed(new), strict=True))
            rows = [self._cache[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self._embedder.dimension)


class Retriever:
    """Finds passages and sentences on some shelves. Threads may share it."""

    def __init__(self, shelves: Sequence[Shelf], vectors: SentenceVectors, *, limit: int) -> None:
        """Search these shelves, and no others; a search hands on at most `limit` passages."""
        self._shelves = tuple(shelves)
        self._vectors = vectors
        self._limit = limit

    def search(
        self,
        query: str,
        documents: Collection[str] | None = None,
        context: Context | None = None,
    ) -> Search:
        """The passages and sentences nearest to a query, best first; ties by document and place.

        Args:
            documents: ids of the documents to look in; all of them where it is None.
            context: what the query leans on, which weighs less than its own words. The
                passage that it stands in and those beside it are looked at in any case.
        """
        words = f"{context.text} {query}" if context else query
        vector = self._vectors.of_query(query)
        weights = weigh([shelf.lexicon.tally(words) for shelf in self._shelves])
        if context:
            vector = _mixed(vector, self._vectors.of_query(words), context.share)
            weights = weights.less_beside(query, context.share)
        beside = beside_and(context.passage) if context and context.passage else []
        found = self._pool(words, vector, documents, beside)
        first = {
            one.passage.id: one.similarity + _FIRST_BM25 * weights.of_passage(one.passage.text)
            for one in found
        }
        for key in beside:
            first[key] = math.inf
        found.sort(key=lambda one: (-first[one.passage.id], _place(one.passage)))
        return self._ranked(query, vector, weights, found[: self._limit])

    def _pool(
        self,
        query: str,
        vector: Vectors,
        documents: Collection[str] | None,
        always: Sequence[str] = (),
    ) -> list[Found]:
        """What either search finds on any shelf; equal texts on two shelves are one."""
        pool: dict[str, Found] = {}
        for shelf in self._shelves:
            near = shelf.store.search(vector, limit=_POOL, documents=documents)
            pool.update((one.passage.id, one) for one in near)
            by_words = shelf.lexicon.search(query, limit=_POOL, documents=documents)
            new = [key for key in dict.fromkeys((*by_words, *always)) if key not in pool]
            pool.update((one.passage.id, one) for one in shelf.store.get(new, vector))
        return list(pool.values())

    def _ranked(
        self, query: str, vector: Vectors, weights: Weights, found: Sequence[Found]
    ) -> Search:
        pairs = [(one, span) for one in found[:_BY_SENTENCE] for span in one.passage.sentences]
        texts = [one.passage.quote(span) for one, span in pairs]
        cosines = similarities(self._vectors.of(texts), vector)
        words = [weights.of_sentence(text) for text in texts]
        best: dict[str, float] = {}
        for (one, _), similarity, word in zip(pairs, cosines, words, strict=True):
            score = similarity + _BM25 * word
            best[one.passage.id] = max(best.get(one.passage.id, score), score)
        whole = {
            one.passage.id: 0.5 * (one.similarity + best.get(one.passage.id, one.similarity))
            + _BM25 * weights.of_passage(one.passage.text)
            for one in found
        }
        candidates = [
            Candidate(
                passage=one.passage,
                span=span,
                score=similarity + _BM25 * word + _PASSAGE_SHARE * whole[one.passage.id],
                similarity=similarity,
            )
            for (one, span), similarity, word, text in zip(
                pairs, cosines, words, texts, strict=True
            )
            if not is_heading(text) and not one.passage.is_heading(span)
        ]
        candidates.sort(key=lambda one: (-one.score, _place(one.passage), one.span))
        order = sorted(found, key=lambda one: (-whole[one.passage.id], _place(one.passage)))
        retrieved = tuple(
            Retrieved(passage=one.passage, score=whole[one.passage.id], rank=rank)
            for rank, one in enumerate(order, start=1)
        )
        return Search(
            query=query, retrieved=retrieved, candidates=tuple(candidates), weights=weights
        )


def _mixed(own: Vectors, with_context: Vectors, share: float) -> Vectors:
    """A direction between two, of length 1."""
    between = (1.0 - share) * own + share * with_context
    mixed: Vectors = (between / np.linalg.norm(between)).astype(np.float32)
    return mixed


def _place(passage: Passage) -> tuple[str, Span]:
    return passage.document_id, passage.span
