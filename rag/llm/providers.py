"""Models that live elsewhere, by `PROVIDER:MODEL`: what each provider needs, and how it is opened.

Nothing is asked of a provider that nobody named, and no key is read before its provider is named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import BadInput, ModelProblem, UnknownAnswerer
from rag.llm.catalogue import nearest

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_CONNECT_SECONDS = 5.0
_SILENT_SECONDS = 30.0
"""How long a server may say nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A kind of place where models live."""

    name: str
    package: str
    extra: str
    """What to install it with: `footnote[EXTRA]`."""
    key: str = ""
    """The environment variable that holds its key; empty where it needs none."""
    where: str = ""
    """Its address when nobody names another."""


PROVIDERS = (
    Provider(
        name="openai",
        package="langchain_openai",
        extra="openai",
        key="OPENAI_API_KEY",
        where="https://api.openai.com/v1",
    ),
    Provider(
        name="ollama",
        package="langchain_ollama",
        extra="ollama",
        where="http://127.0.0.1:11434",
    ),
    Provider(
        name="anthropic",
        package="langchain_anthropic",
        extra="anthropic",
        key="ANTHROPIC_API_KEY",
    ),
    Provider(
        name="google_genai",
        package="langchain_google_genai",
        extra="google",
        key="GOOGLE_API_KEY",
    ),
    Provider(
        name="mistralai",
        package="langchain_mistralai",
        extra="mistral",
        key="MISTRAL_API_KEY",
    ),
)
_WITH_ADDRESS = {"openai", "ollama"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A model that lives elsewhere, with all that is needed to speak to it."""

    provider: Provider
    model: str
    base_url: str | None = None

    @property
    def name(self) -> str:
        """`PROVIDER:MODEL`."""
        return f"{self.provider.name}:{self.model}"

    @property
    def where(self) -> str:
        """Its address, for messages."""
        return self.base_url or self.provider.where or f"{self.provider.name}'s servers"

    def open(
        self, *, max_tokens: int, seconds: float, on_response: Callable[[Any], None]
    ) -> BaseChatModel:
        """The LangChain chat model; `on_response` sees each HTTP response before its body."""
        from langchain.chat_models import init_chat_model

        extra = {"openai": _openai, "ollama": _ollama, "mistralai": _mistral}.get(
            self.provider.name, _plain
        )(self, min(_SILENT_SECONDS, seconds), on_response)
        opened: BaseChatModel = init_chat_model(
            self.model,
            model_provider=self.provider.name,
            **{"temperature": 0, "max_tokens": max_tokens, **extra},
        )
        return opened


def named(answerer: str, base_url: str | None = None) -> Named:
    """Read `PROVIDER:MODEL`, and make sure that it could be spoken to.

    Raises:
        UnknownAnswerer: no such provider, or no model named.
        BadInput: `base_url` is none, or the provider has no use for one.
        ModelProblem: its package or its key is missing; the message says what to do.
    """
    name, _, model = answerer.partition(":")
    provider = next((one for one in PROVIDERS if one.name == name), None)
    if provider is None or not model.strip():
        names = ["quotes", "local", *(one.name for one in PROVIDERS)]
        raise UnknownAnswerer(
            f'no answerer "{answerer}": {nearest(name, names)}? '
            "Use quotes, local, local:NAME or PROVIDER:MODEL, such as ollama:llama3.2"
        )
    if base_url is not None:
        _check_address(base_url, provider)
    if find_spec(provider.package) is None:
        raise ModelProblem(
            f"{answerer} needs a package that is not installed: "
            f"run `pip install 'footnote[{provider.extra}]'` "
            f'(in a clone: `.venv/bin/pip install -e ".[{provider.extra}]"`)'
        )
    if provider.key and base_url is None and not os.environ.get(provider.key):
        raise ModelProblem(f"{answerer} needs a key: set {provider.key} in the environment")
    return Named(provider=provider, model=model.strip(), base_url=base_url)


def _check_address(base_url: str, provider: Provider) -> None:
    try:
        parts = urlsplit(base_url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in base_url):
        raise BadInput(
            f'--base-url "{base_url}" is no web address: give one like http://localhost:8080/v1'
        )
    if provider.name not in _WITH_ADDRESS:
        raise BadInput(
            f"--base-url goes with openai:MODEL and ollama:MODEL, not with {provider.name}"
        )


def _openai(named: Named, silent: float, on_response: Callable[[Any], None]) -> Mapping[str, Any]:
    from openai import DefaultHttpxClient, Timeout

    # A key that stands in the environment for OpenAI goes to OpenAI alone.
    key = os.environ.get("FOOTNOTE_API_KEY") or "none"
    return {
        "api_key": key if named.base_url else os.environ[named.provider.key],
        "base_url": named.where,
        "max_retries": 1,
        "http_client": DefaultHttpxClient(
            timeout=Timeout(silent, connect=_CONNECT_SECONDS),
            event_hooks={"response": [on_response]},
        ),
    }


def _ollama(named: Named, silent: float, on_response: Callable[[Any], None]) -> Mapping[str, Any]:
    import httpx

    return {
        "base_url": named.base_url or os.environ.get("OLLAMA_HOST") or named.where,
        "client_kwargs": {
            "timeout": httpx.Timeout(silent, connect=_CONNECT_SECONDS),
            "event_hooks": {"response": [on_response]},
        },
        # The client for coroutines would want hooks of another kind, and nobody uses it.
        "async_client_kwargs": {"event_hooks": {}},
    }


def _mistral(named: Named, silent: float, on_response: Callable[[Any], None]) -> Mapping[str, Any]:
    return {"timeout": int(silent), "max_retries": 1}


def _plain(named: Named, silent: float, on_response: Callable[[Any], None]) -> Mapping[str, Any]:
    return {"timeout": silent, "max_retries": 1}
