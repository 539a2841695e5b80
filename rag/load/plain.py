"""Plain text, in whatever encoding it is written."""

from __future__ import annotations

from rag.load.decode import decode
from rag.load.reading import Reading


def load_text(content: bytes) -> Reading:
    """Plain text, as it stands; it names no title of its own."""
    text, note = decode(content)
    return Reading(text=text, note=note)
