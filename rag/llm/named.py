"""A model that lives elsewhere as a LangChain chat model that always ends, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

from rag.errors import ModelFailed
from rag.llm.explain import cut_off, explain, nothing_said
from rag.llm.guard import Call, watch
from rag.llm.providers import Named

MOST_CHARACTERS = 20_000
"""A longer reply is cut off here, as if the model had met its limit."""
_SAYS_WHEN_DONE = {"openai", "ollama"}


class NamedChat(BaseChatModel):
    """`PROVIDER:MODEL` behind one deadline, one limit and one kind of error.

    Raises ModelFailed, whatever went wrong: down, slow, out of quota, cut off, no reply.
    `max_tokens` and `stop` may be given by call; `grammar` and `top` are passed over.
    """

    named: Named
    seconds: float = Field(default=60.0, gt=0)
    """How long a whole reply may take."""
    max_tokens: int = Field(default=512, ge=1)
    _opened: dict[int, BaseChatModel] = PrivateAttr(default_factory=dict)

    @property
    def _llm_type(self) -> str:
        return "footnote-named"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.named.name, "where": self.named.where}

    def close(self) -> None:
        """Nothing is held: for the same use as LocalChat."""
        self._opened.clear()

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
        call: Call[AIMessageChunk] = Call(seconds=self.seconds)
        limit = kwargs.get("max_tokens") or self.max_tokens
        said, finish = 0, ""
        try:
            for piece in call.run(self._ask(messages, stop, limit)):
                text = piece.text[: MOST_CHARACTERS - said]
                said += len(text)
                finish = finish or _finish(piece)
                if text:
                    yield _chunk(text)
                if said >= MOST_CHARACTERS:
                    finish = "length"
                    break
        except ModelFailed:
            raise
        except Exception as error:
            raise explain(error, self.named, self.seconds) from None
        if not said:
            raise nothing_said(self.named)
        if not finish and self.named.provider.name in _SAYS_WHEN_DONE:
            raise cut_off(self.named)
        yield _chunk("", finish or "stop")

    def _ask(
        self, messages: list[BaseMessage], stop: list[str] | None, limit: int
    ) -> Iterator[AIMessageChunk]:
        if limit not in self._opened:
            self._opened[limit] = self.named.open(
                max_tokens=limit, seconds=self.seconds, on_response=watch
            )
        for piece in self._opened[limit].stream(messages, stop=stop or None):
            if isinstance(piece, AIMessageChunk):
                yield piece


def _finish(piece: AIMessageChunk) -> str:
    metadata = piece.response_metadata
    return str(
        metadata.get("finish_reason")
        or metadata.get("done_reason")
        or metadata.get("stop_reason")
        or ""
    )


def _chunk(text: str, finish: str = "") -> ChatGenerationChunk:
    metadata = {"finish_reason": finish} if finish else {}
    return ChatGenerationChunk(
        message=AIMessageChunk(
            content=text,
            response_metadata=metadata,
            chunk_position="last" if finish else None,
        ),
        generation_info=metadata,
    )
