"""The values that flow through Footnote: frozen, typed, importing no sibling.

Offsets are code points of :attr:`Document.text`, half-open: ``text[start:end]``.
"""

from rag.types.adding import AddReport, Progress
from rag.types.answer import (
    Answer,
    CheckedText,
    Citation,
    History,
    Retrieved,
    Sentence,
    Status,
    Support,
    Timings,
    Turn,
)
from rag.types.document import (
    Document,
    DocumentInfo,
    Landmark,
    LandmarkKind,
    Passage,
    document_of,
    info_of,
    landmark_at,
)
from rag.types.events import Answered, Checked, Event, Quoted, Searched, Writing
from rag.types.picture import Box, PagePicture
from rag.types.span import Span

__all__ = [
    "AddReport",
    "Answer",
    "Answered",
    "Box",
    "Checked",
    "CheckedText",
    "Citation",
    "Document",
    "DocumentInfo",
    "Event",
    "History",
    "Landmark",
    "LandmarkKind",
    "PagePicture",
    "Passage",
    "Progress",
    "Quoted",
    "Retrieved",
    "Searched",
    "Sentence",
    "Span",
    "Status",
    "Support",
    "Timings",
    "Turn",
    "Writing",
    "document_of",
    "info_of",
    "landmark_at",
]
