"""The packaged reader, loaded once."""

from __future__ import annotations

import pytest

from rag.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()
