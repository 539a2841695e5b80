"""What one audience may see: its documents, and the words in them."""

from __future__ import annotations

from dataclasses import dataclass

from rag.lexical import Lexicon
from rag.store import Store


@dataclass(frozen=True, slots=True)
class Shelf:
    """The store of one audience, and the lexical index over it."""

    store: Store
    lexicon: Lexicon
