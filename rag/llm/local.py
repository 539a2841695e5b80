"""The local model as a LangChain chat model."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

from rag.llm.engine import Engine
from rag.llm.request import Message, Piece, Request

CONTEXT = 4096


class LocalChat(BaseChatModel):
    """A GGUF model in this process, deterministic, one queue for all who use it.

    Nothing is loaded before it is needed. `max_tokens`, `stop`, `grammar` (GBNF), `top`, `patient`
    (everybody else goes first) and `opening` (how many messages many calls begin with, which are
    computed once) may be given by call or with `bind`; with `top`, the
    first chunk's `response_metadata` has `first_token`: the probabilities of the likeliest first
    tokens. A stream that is closed early stops the model. Raises ModelProblem where it can't be
    loaded, ModelFailed where a request can't be done, such as a prompt longer than the context.

    Example:
        >>> chat = LocalChat(path="model.gguf")
        >>> chat.invoke([("user", "Say hello.")], max_tokens=8).content
    """

    path: Path
    model: str = ""
    """What the model is called; the file's name where nothing else is said."""
    threads: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    context: int = Field(default=CONTEXT, ge=256)
    """Tokens that prompt and reply may have together."""
    max_tokens: int = Field(default=256, ge=1)
    _engine: Engine = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Prepare the queue; nothing is loaded."""
        super().model_post_init(context)
        self._engine = Engine(self.path, threads=self.threads, context=self.context)

    def warm(self, messages: LanguageModelInput) -> None:
        """Load the model and compute what stands before the last thing that the user says.

        Replies to messages that begin so needn't compute it again. Where the last message is
        none of the user's, all of them are computed.
        """
        spoken = self._spoken(self._convert_input(messages).to_messages())
        if spoken and spoken[-1][0] == "user":
            spoken = spoken[:-1]
        self._engine.warm(spoken)

    def first_token_probabilities(
        self, messages: LanguageModelInput, *, top: int = 20
    ) -> dict[str, float]:
        """The probabilities of the `top` likeliest tokens that a reply may begin with."""
        request = Request(
            messages=self._spoken(self._convert_input(messages).to_messages()),
            max_tokens=1,
            top=top,
        )
        found: dict[str, float] = {}
        for piece in self._engine.stream(request):
            found.update(piece.first or {})
        return found

    def probability_of_start(
        self, messages: LanguageModelInput, start: str, *, top: int = 20
    ) -> float:
        """How probable it is that the reply's first token agrees with `start`, in 0..1."""
        return probability_of_start(self.first_token_probabilities(messages, top=top), start)

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._engine.loaded

    def close(self) -> None:
        """Stop what is running and free the memory; the next request loads the model again."""
        self._engine.close()

    @property
    def _llm_type(self) -> str:
        return "footnote-local"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model or self.path.stem, "context": self.context}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        request = Request(
            messages=self._spoken(messages),
            max_tokens=kwargs.get("max_tokens") or self.max_tokens,
            stop=tuple(stop or ()),
            grammar=kwargs.get("grammar"),
            top=kwargs.get("top", 0),
            patient=kwargs.get("patient", False),
            opening=kwargs.get("opening"),
        )
        for piece in self._engine.stream(request):
            yield _chunk(piece)

    def _spoken(self, messages: Sequence[BaseMessage]) -> tuple[Message, ...]:
        plain = convert_to_openai_messages(messages, text_format="string")
        return tuple((one["role"], one["content"]) for one in plain)


def probability_of_start(tokens: dict[str, float], start: str) -> float:
    """How probable a reply that begins with `start` is, by the probabilities of first tokens."""
    return min(
        1.0,
        sum(
            probability
            for token, probability in tokens.items()
            if token.strip() and (start.startswith(token.strip()) or token.strip() in start[:1])
        ),
    )


def _chunk(piece: Piece) -> ChatGenerationChunk:
    metadata: dict[str, Any] = {}
    if piece.first is not None:
        metadata["first_token"] = dict(piece.first)
    if piece.finish:
        metadata["finish_reason"] = piece.finish
    usage = UsageMetadata(
        input_tokens=piece.prompt_tokens,
        output_tokens=piece.reply_tokens,
        total_tokens=piece.prompt_tokens + piece.reply_tokens,
    )
    return ChatGenerationChunk(
        message=AIMessageChunk(
            content=piece.text,
            response_metadata=metadata,
            usage_metadata=usage if piece.finish else None,
            chunk_position="last" if piece.finish else None,
        ),
        generation_info=metadata,
    )
