"""Where a sentence's words may come from: the sentences of an index, or of one given text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from rag.chunk import chunk, is_heading
from rag.embed import Embedder, similarities
from rag.retrieve import Candidate, Retriever
from rag.terms import query_terms, terms
from rag.types import Document, DocumentInfo, Landmark, Span

_WORDS = 0.4
"""What it is worth that all of a sentence's terms, by weight, stand in another; in cosine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence of a document, with the passage around it."""

    document_id: str
    title: str
    source: str
    span: Span
    quote: str
    passage: str
    landmark: Landmark | None = None


class Places(Protocol):
    """Something that knows which sentences are nearest to a sentence."""

    def nearest(self, sentence: str, most: int) -> list[Place]:
        """At most so many places, the nearest first; one with the same words is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPlaces:
    """The sentences of an index, found by its own search."""

    retriever: Retriever
    infos: Mapping[str, DocumentInfo]
    documents: Collection[str] | None = None

    def nearest(self, sentence: str, most: int) -> list[Place]:
        """As `Places` says."""
        found = [self._place(one) for one in self._candidates(sentence)]
        same = [one for one in found if same_words(one.quote, sentence)]
        return [*same[:1], *(one for one in found if one not in same[:1])][:most]

    def _candidates(self, sentence: str) -> list[Candidate]:
        search = self.retriever.search(sentence, self.documents)
        return sorted(search.candidates, key=lambda one: -one.score)

    def _place(self, found: Candidate) -> Place:
        info = self.infos[found.passage.document_id]
        return Place(
            document_id=info.id,
            title=info.title,
            source=info.source,
            span=found.span,
            quote=found.text,
            passage=found.passage.text,
            landmark=found.passage.landmark_of(found.span),
        )


class TextPlaces:
    """The sentences of one text, embedded once. Immutable, so threads may share it."""

    def __init__(self, document: Document, embedder: Embedder) -> None:
        """Cut and embed a text, which touches no index."""
        self._embedder = embedder
        self._places = [
            Place(
                document_id=document.id,
                title=document.title,
                source=document.source,
                span=span,
                quote=passage.quote(span),
                passage=passage.text,
                landmark=passage.landmark_of(span),
            )
            for passage in chunk(document)
            for span in passage.sentences
            if not is_heading(passage.quote(span)) and not passage.is_heading(span)
        ]
        self._vectors = embedder.embed([place.quote for place in self._places])
        self._terms = [frozenset(terms(place.quote)) for place in self._places]
        held = Counter(term for one in self._terms for term in one)
        self._weight = {term: math.log(1 + len(self._terms) / n) for term, n in held.items()}

    def nearest(self, sentence: str, most: int) -> list[Place]:
        """As `Places` says: by cosine and by the share of the sentence's terms, by weight."""
        if not self._places:
            return []
        wanted = query_terms(sentence)
        unknown = math.log(1 + len(self._terms))
        total = sum(self._weight.get(term, unknown) for term in wanted) or 1.0
        cosines = similarities(self._vectors, self._embedder.embed_query(sentence))
        scores = [
            cosine + _WORDS * sum(self._weight[term] for term in wanted if term in own) / total
            for cosine, own in zip(cosines, self._terms, strict=True)
        ]
        order = sorted(
            range(len(scores)),
            key=lambda k: (not same_words(self._places[k].quote, sentence), -scores[k], k),
        )
        return [self._places[k] for k in order[:most]]


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in white space at most."""
    return one.split() == other.split()
