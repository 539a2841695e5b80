"""The check: does a quote that a sentence cites really say what the sentence says?"""

from __future__ import annotations

from rag.check.alike import Alike
from rag.check.checker import Checker, Claim
from rag.check.entail import CheckerUnavailable
from rag.check.names import ONLY_ASKED
from rag.check.verdict import Finding, Kind, Verdict

__all__ = [
    "ONLY_ASKED",
    "Alike",
    "Checker",
    "CheckerUnavailable",
    "Claim",
    "Finding",
    "Kind",
    "Verdict",
]
