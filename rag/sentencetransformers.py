"""The only import of sentence-transformers: it loads every embedding model."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from rag.errors import BadInput

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer


def load(name: str, precision: torch.dtype, *, is_here: bool = False) -> SentenceTransformer:
    """Load a model by its name or folder; with `is_here`, no hub is looked at.

    Raises:
        BadInput: no model of that name could be loaded.
    """
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        return SentenceTransformer(
            name, device="cpu", local_files_only=is_here, model_kwargs={"dtype": precision}
        )
    except (OSError, ValueError) as error:
        first = str(error).strip().splitlines()[0]
        raise BadInput(
            f"no embedding model {name} ({first}): name a sentence-transformers model or its folder"
        ) from None
