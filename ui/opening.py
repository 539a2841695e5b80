"""The index that a command works on: where the options and the environment say that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rag import Corpus, Settings


def settings_of(context: typer.Context, *, base_url: str | None = None) -> Settings:
    """The settings of the environment, with what was said before the command's name."""
    from rag import Settings

    said = {**context.find_root().params, "base_url": base_url}
    named = {name: said[name] for name in ("home", "store", "base_url") if said.get(name)}
    return Settings().model_copy(update=named)


def open_corpus(
    context: typer.Context, *, empty: bool = False, base_url: str | None = None
) -> Corpus:
    """The documents, to be closed by the caller; errors as `Corpus.open` says."""
    from rag import Corpus

    settings = settings_of(context, base_url=base_url)
    return Corpus.open(settings.home, empty=empty, settings=settings)
