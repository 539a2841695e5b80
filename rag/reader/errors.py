"""What can go wrong with the reader. Every message is one line and says what to do."""

from __future__ import annotations


class ReaderUnavailable(ValueError):
    """The reader's weights or its tokenizer are missing or are not the ones expected."""
