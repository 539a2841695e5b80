"""From the documents that an answer names to those of the dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import TypeVar

from evals.answers import Given, GivenCitation, GivenPassage

_T = TypeVar("_T", GivenCitation, GivenPassage)


class Places:
    """Knows a document by its name, by the digest of its text, by a title or by a file's name."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._names = {name: name for name in documents}
        for name, text in documents.items():
            self._names.setdefault(hashlib.sha256(text.encode()).hexdigest()[:16], name)
        self._only = next(iter(documents)) if len(documents) == 1 else ""

    def resolved(self, given: Given) -> Given:
        """The answer with the dataset's names; "" where a document can't be told."""
        return given.model_copy(
            update={
                "citations": tuple(self._place(one) for one in given.citations),
                "retrieved": tuple(self._place(one) for one in given.retrieved),
            }
        )

    def _place(self, one: _T) -> _T:
        return one.model_copy(update={"document": self._name(one)})

    def _name(self, one: GivenCitation | GivenPassage) -> str:
        said = (one.document, one.document_id, PurePath(one.source).stem, one.title)
        if not any(said):
            return self._only
        return next((self._names[word] for word in said if word in self._names), "")
