"""The language model that a name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rag
from rag import BadInput

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def chat_model(name: str) -> BaseChatModel:
    """The model of an answerer's name, as the library makes it.

    Raises:
        BadInput: this version of the library has no language models, or none of that name.
    """
    make = getattr(rag, "chat_model", None)
    if make is None:
        raise BadInput(f'no language model "{name}": this version answers with quotes alone')
    made: BaseChatModel = make(name)
    return made
