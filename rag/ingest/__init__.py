"""The document flow: files are read and cut, embedded, and stored, side by side."""

from rag.ingest.flow import Ingest
from rag.ingest.pace import OnProgress

__all__ = ["Ingest", "OnProgress"]
