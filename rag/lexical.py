"""BM25 over the passages, in SQLite FTS5: derived from the store, rebuilt from it when stale.

Scores are Okapi BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009)
with an inverse document frequency that never falls below zero.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from rag.derived import open_derived
from rag.terms import query_terms, terms
from rag.types import Passage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS indexed(document_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS begun(document_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS passage(
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, document_id TEXT, terms INTEGER, sentences INTEGER);
CREATE INDEX IF NOT EXISTS passage_document ON passage(document_id);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    terms, tokenize = "unicode61 remove_diacritics 2 tokenchars '._'");
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, 'row');
"""
_K1, _B = 1.2, 0.75
_PART = 1000


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term of one query weighs, and how long texts are on average."""

    idf: Mapping[str, float]
    passage_terms: float
    sentence_terms: float

    def of_passage(self, text: str) -> float:
        """The BM25 score of a passage."""
        return self._score(text, self.passage_terms)

    def of_sentence(self, text: str) -> float:
        """The BM25 score of a sentence, among sentences."""
        return self._score(text, self.sentence_terms)

    def of(self, question: str) -> Weights:
        """The same for the terms of a part of the query alone."""
        asked = query_terms(question)
        return replace(self, idf={term: idf for term, idf in self.idf.items() if term in asked})

    def less_beside(self, question: str, share: float) -> Weights:
        """The same with the terms that don't stand in `question` weighing but a share."""
        asked = query_terms(question)
        return replace(
            self,
            idf={term: idf * (1 if term in asked else share) for term, idf in self.idf.items()},
        )

    def _score(self, text: str, usual: float) -> float:
        counts = _counted(text)
        length = _K1 * (1 - _B + _B * counts.total() / max(usual, 1.0))
        return sum(
            idf * counts[term] * (_K1 + 1) / (counts[term] + length)
            for term, idf in self.idf.items()
            if term in counts
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts from one index: passages with each term of a question, and all there are."""

    frequency: Mapping[str, int]
    passages: int
    terms: int
    sentences: int


def weigh(tallies: Sequence[Tally]) -> Weights:
    """What the terms of a question weigh in several indexes together."""
    passages = sum(one.passages for one in tallies)
    total = sum(one.terms for one in tallies)
    frequency: Counter[str] = Counter()
    for one in tallies:
        frequency.update(one.frequency)
    return Weights(
        idf={
            term: math.log(1 + (passages - count + 0.5) / (count + 0.5))
            for term, count in frequency.items()
        },
        passage_terms=total / max(passages, 1),
        sentence_terms=total / max(sum(one.sentences for one in tallies), 1),
    )


@lru_cache(maxsize=8192)
def _counted(text: str) -> Counter[str]:
    return Counter(terms(text))


class Lexicon:
    """The lexical index of a home. Threads may share it."""

    def __init__(self, path: Path) -> None:
        """Open the index, or start an empty one where the file is missing or damaged."""
        self._guard = threading.RLock()
        try:
            self._connect(path)
        except sqlite3.DatabaseError:
            self._connect(path, anew=True)

    def sync(
        self, documents: Collection[str], passages_of: Callable[[str], Iterable[Passage]]
    ) -> None:
        """Make the index hold exactly `documents`."""
        with self._guard:
            rows = self._db.execute("SELECT document_id FROM indexed").fetchall()
            there = {str(row[0]) for row in rows}
            begun = self._db.execute("SELECT document_id FROM begun").fetchall()
            for document_id in sorted((there - set(documents)) | {str(row[0]) for row in begun}):
                with self._db:
                    self._delete(document_id)
            for document_id in sorted(set(documents) - there):
                for part in _parts(passages_of(document_id)):
                    self.write(part)
                self.finish([document_id])
            self._count()

    def write(self, passages: Sequence[Passage]) -> None:
        """Write passages of documents that `finish` is to be called for once all are written."""
        with self._guard, self._db:
            for document_id in dict.fromkeys(passage.document_id for passage in passages):
                self._db.execute("INSERT OR IGNORE INTO begun VALUES (?)", (document_id,))
            for passage in passages:
                self._insert(passage)

    def finish(self, document_ids: Iterable[str]) -> None:
        """Note that all passages of these documents are written."""
        with self._guard:
            with self._db:
                for document_id in document_ids:
                    self._db.execute("DELETE FROM begun WHERE document_id = ?", (document_id,))
                    self._db.execute("INSERT OR IGNORE INTO indexed VALUES (?)", (document_id,))
            self._count()

    def search(
        self, question: str, *, limit: int, documents: Collection[str] | None = None
    ) -> list[str]:
        """The ids of the passages that share most with the question, best first."""
        match = " OR ".join('"' + term.replace('"', "") + '"' for term in query_terms(question))
        if not match or (documents is not None and not documents):
            return []
        chosen = sorted(documents) if documents is not None else []
        only = f"AND document_id IN ({','.join('?' * len(chosen))})" if chosen else ""
        with self._guard:
            rows = self._db.execute(
                "SELECT id FROM words JOIN passage ON number = words.rowid "
                f"WHERE words MATCH ? {only} "
                "AND document_id NOT IN (SELECT document_id FROM begun) "
                "ORDER BY bm25(words), id LIMIT ?",
                (match, *chosen, limit),
            ).fetchall()
        return [str(row[0]) for row in rows]

    def tally(self, question: str) -> Tally:
        """How often the terms of a question stand in this index, and how large it is."""
        with self._guard:
            frequency = {term: self._documents_with(term) for term in query_terms(question)}
            return Tally(frequency, self._passages, self._terms, self._sentences)

    def passages(self, document_id: str) -> list[str]:
        """The ids of a document's passages, sorted."""
        with self._guard:
            rows = self._db.execute(
                "SELECT id FROM passage JOIN words ON words.rowid = number "
                "WHERE document_id = ? ORDER BY id",
                (document_id,),
            ).fetchall()
        return [str(row[0]) for row in rows]

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._db.close()

    def _connect(self, path: Path, *, anew: bool = False) -> None:
        self._db = open_derived(path, _SCHEMA, anew=anew)
        self._count()

    def _insert(self, passage: Passage) -> None:
        found = terms(passage.text)
        row = (passage.id, passage.document_id, len(found), len(passage.sentences))
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO passage(id, document_id, terms, sentences) VALUES (?, ?, ?, ?)",
            row,
        )
        if cursor.rowcount:
            self._db.execute(
                "INSERT INTO words(rowid, terms) VALUES (?, ?)",
                (cursor.lastrowid, " ".join(found)),
            )

    def _delete(self, document_id: str) -> None:
        which = "SELECT number FROM passage WHERE document_id = ?"
        self._db.execute(f"DELETE FROM words WHERE rowid IN ({which})", (document_id,))
        self._db.execute("DELETE FROM passage WHERE document_id = ?", (document_id,))
        self._db.execute("DELETE FROM begun WHERE document_id = ?", (document_id,))
        self._db.execute("DELETE FROM indexed WHERE document_id = ?", (document_id,))

    def _count(self) -> None:
        row = self._db.execute(
            "SELECT count(*), ifnull(sum(terms), 0), ifnull(sum(sentences), 0) FROM passage"
        ).fetchone()
        self._passages, self._terms, self._sentences = (int(value) for value in row)

    def _documents_with(self, term: str) -> int:
        row = self._db.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
        return int(row[0]) if row else 0


def _parts(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    waiting = iter(passages)
    while part := list(islice(waiting, _PART)):
        yield part
