"""What one audience may see: its documents, the words in them, and their texts kept twice."""

from __future__ import annotations

from dataclasses import dataclass

from rag.kept import Kept
from rag.lexical import Lexicon
from rag.store import Store


@dataclass(frozen=True, slots=True)
class Shelf:
    """The store of one audience, the lexical index over it, and its kept texts."""

    store: Store
    lexicon: Lexicon
    kept: Kept | None
    """None where the store is on a server, whose own backup keeps it safe."""

    def sync(self) -> None:
        """Bring the lexical index and the kept texts in step with the store."""
        self.lexicon.sync([info.id for info in self.store.documents()], self.store.in_turn)
        if self.kept:
            self.kept.sync(self.store.sources(), self.store.in_turn)

    def close(self) -> None:
        """Close the files that lie beside the store."""
        self.lexicon.close()
        if self.kept:
            self.kept.close()
