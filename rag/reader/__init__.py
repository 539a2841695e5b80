"""The trained reader: a question and passages in, answering words and scores out."""

from __future__ import annotations

from rag.reader.errors import ReaderUnavailable
from rag.reader.read import Reader, Reading, SentenceReading

__all__ = ["Reader", "ReaderUnavailable", "Reading", "SentenceReading"]
