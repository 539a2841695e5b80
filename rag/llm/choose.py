"""Who answers: from what a person asked for to a chat model, or to quotes and the reason why."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from rag.errors import FootnoteError, ModelProblem
from rag.llm.catalogue import DEFAULT
from rag.llm.memory import check_memory
from rag.llm.models import Models
from rag.llm.native import importable
from rag.llm.note import LocalModel
from rag.llm.providers import named
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.llm.local import LocalChat
    from rag.llm.named import NamedChat

QUOTES, LOCAL = "quotes", "local"
_in_use: dict[tuple[Path, str, int, int], LocalChat] = {}
_opening = threading.Lock()
Kind: TypeAlias = Literal["quotes", "local", "named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Who answers."""

    name: str
    """As in `Answer.answerer`: "quotes", "local:qwen2.5-coder-1.5b", "openai:gpt-5"."""
    kind: Kind
    why: str = ""
    """Why quotes answer though a model could, in a line for a person; empty otherwise."""
    _chat: Callable[[], LocalChat | NamedChat] | None = field(default=None, repr=False)

    def chat(self) -> LocalChat | NamedChat:
        """The chat model: the same one every time. It loads when it is first asked.

        Raises:
            ValueError: quotes answer, and need no model.
        """
        if self._chat is None:
            raise ValueError("quotes need no chat model")
        return self._chat()


def choose(answerer: str | None, settings: Settings) -> Chosen:
    """Who answers when a person asks for `answerer`.

    Args:
        answerer: `quotes`, `local`, `local:NAME` or `PROVIDER:MODEL`; None: a local model where
            one is set up and can be loaded, else quotes.
        settings: the models folder, threads, context, a server's address.

    Raises:
        UnknownAnswerer: no such answerer.
        UnknownModel: the local model that is named isn't here.
        ModelProblem: what a named model needs is missing: a package, a key, llama.cpp, memory.
        BadInput: the base URL is none.
    """
    if answerer == QUOTES:
        return Chosen(name=QUOTES, kind="quotes")
    if answerer in {None, LOCAL}:
        return _default(settings)
    assert answerer is not None
    kind, _, name = answerer.partition(":")
    if kind == LOCAL and name:
        return _local(Models(settings.models).find(name), settings)
    return _named(answerer, settings)


def _default(settings: Settings) -> Chosen:
    model = Models(settings.models).default()
    if model is None:
        return Chosen(
            name=QUOTES,
            kind="quotes",
            why=f"no local model is set up: `footnote models add {DEFAULT.name}` fetches one; "
            "until then the documents' own words answer",
        )
    try:
        return _local(model, settings)
    except FootnoteError as error:
        return Chosen(name=QUOTES, kind="quotes", why=str(error))


def _local(model: LocalModel, settings: Settings) -> Chosen:
    if reason := importable():
        raise ModelProblem(reason)
    wanted = (model.path, model.name, settings.threads, settings.context)
    if wanted not in _in_use or not _in_use[wanted].loaded:
        check_memory(model.path)
    return Chosen(name=f"local:{model.name}", kind="local", _chat=partial(_local_chat, *wanted))


def _local_chat(path: Path, name: str, threads: int, context: int) -> LocalChat:
    """One chat model, and so one copy in memory and one queue, for all who choose the same."""
    from rag.llm.local import LocalChat

    wanted = (path, name, threads, context)
    with _opening:
        if wanted not in _in_use:
            _in_use[wanted] = LocalChat(path=path, model=name, threads=threads, context=context)
        return _in_use[wanted]


def _named(answerer: str, settings: Settings) -> Chosen:
    found = named(answerer, settings.base_url)

    @cache
    def chat() -> NamedChat:
        from rag.llm.named import NamedChat

        return NamedChat(named=found, seconds=settings.reply_seconds)

    return Chosen(name=found.name, kind="named", _chat=chat)


def chat_model(name: str, settings: Settings | None = None) -> LocalChat | NamedChat:
    """The language model that answers by `name`, as a LangChain chat model.

    Raises:
        ValueError: `name` is "quotes", which needs none.
        UnknownAnswerer, UnknownModel, ModelProblem: as `choose` says.
    """
    return choose(name, settings or Settings()).chat()
