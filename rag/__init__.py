"""Footnote's library: ask documents, get their exact words.

    file ─ load ─► Document ─ chunk ─► Passages ─ embed ─► store          (ingest)
    question (+ history) ─ followup ─► query ─ retrieve ─► sentences ─ answer ─► Answer   (ask)

Heavy parts are imported when they are first used, so `import rag` is quick.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from rag.audience import group_name
from rag.errors import (
    AccessProblem,
    BadInput,
    BadQuestion,
    FileProblem,
    FootnoteError,
    HomeLocked,
    HomeProblem,
    IndexMismatch,
    ModelDamaged,
    ModelFailed,
    ModelProblem,
    SomeFilesFailed,
    StoreBusy,
    StoreFailed,
    UnknownAnswerer,
    UnknownDocument,
    UnknownModel,
    WritingFailed,
)
from rag.load import read_text, text_of
from rag.types import (
    AddReport,
    Answer,
    Answered,
    Box,
    Checked,
    CheckedText,
    Citation,
    Document,
    DocumentInfo,
    Event,
    History,
    Landmark,
    PagePicture,
    Passage,
    Progress,
    Quoted,
    Retrieved,
    Searched,
    Sentence,
    Span,
    Timings,
    Writing,
)
from rag.wire import answer_json, check_json, documents_json, error_json

# Threads that wait must not spin: they would keep a busy machine's cores from those that compute
# (a warm question took five times as long beside two busy processes). It counts only where it is
# set before torch is loaded, which several modules of this package do.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

if TYPE_CHECKING:
    from rag.archive import backup, restore
    from rag.chain import FootnoteRetriever, QuestionFlow
    from rag.check import Checker, CheckerUnavailable, Verdict
    from rag.corpus import Corpus
    from rag.doctor import Finding, examine
    from rag.llm.catalogue import KnownModel
    from rag.llm.choose import Chosen, chat_model
    from rag.llm.models import Models
    from rag.llm.note import LocalModel
    from rag.renew import rebuild
    from rag.settings import Settings
    from rag.splitter import FootnoteLoader, FootnoteSplitter

try:
    __version__ = version("footnote")
except PackageNotFoundError:
    __version__ = "0.0.0"

_LAZY = {
    "Corpus": "rag.corpus",
    "backup": "rag.archive",
    "restore": "rag.archive",
    "rebuild": "rag.renew",
    "Checker": "rag.check",
    "CheckerUnavailable": "rag.check",
    "Verdict": "rag.check",
    "Settings": "rag.settings",
    "Chosen": "rag.llm.choose",
    "chat_model": "rag.llm.choose",
    "FootnoteLoader": "rag.splitter",
    "FootnoteRetriever": "rag.chain",
    "FootnoteSplitter": "rag.splitter",
    "QuestionFlow": "rag.chain",
    "Finding": "rag.doctor",
    "examine": "rag.doctor",
    "KnownModel": "rag.llm.catalogue",
    "LocalModel": "rag.llm.note",
    "Models": "rag.llm.models",
}

__all__ = [
    "AccessProblem",
    "AddReport",
    "Answer",
    "Answered",
    "BadInput",
    "BadQuestion",
    "Box",
    "Checked",
    "CheckedText",
    "Checker",
    "CheckerUnavailable",
    "Chosen",
    "Citation",
    "Corpus",
    "Document",
    "DocumentInfo",
    "Event",
    "FileProblem",
    "Finding",
    "FootnoteError",
    "FootnoteLoader",
    "FootnoteRetriever",
    "FootnoteSplitter",
    "History",
    "HomeLocked",
    "HomeProblem",
    "IndexMismatch",
    "KnownModel",
    "Landmark",
    "LocalModel",
    "ModelDamaged",
    "ModelFailed",
    "ModelProblem",
    "Models",
    "PagePicture",
    "Passage",
    "Progress",
    "QuestionFlow",
    "Quoted",
    "Retrieved",
    "Searched",
    "Sentence",
    "Settings",
    "SomeFilesFailed",
    "Span",
    "StoreBusy",
    "StoreFailed",
    "Timings",
    "UnknownAnswerer",
    "UnknownDocument",
    "UnknownModel",
    "Verdict",
    "Writing",
    "WritingFailed",
    "__version__",
    "answer_json",
    "backup",
    "chat_model",
    "check_json",
    "documents_json",
    "error_json",
    "examine",
    "group_name",
    "read_text",
    "rebuild",
    "restore",
    "text_of",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
