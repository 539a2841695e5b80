"""A chat model as a voice that writes from quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from rag.llm.grammar import sentence_grammar
from rag.llm.local import LocalChat

LONGEST_REPLY = 160
"""Tokens of a reply of the local model: three sentences."""


@dataclass(frozen=True, slots=True)
class LocalVoice:
    """The model in this process: small, so it puts no markers, but it can be looked into."""

    chat: LocalChat
    citing: bool = False

    def doubt(self, talk: Sequence[tuple[str, str]]) -> float | None:
        """The probability, in 0..1, that its reply begins as the way out does."""
        return self.chat.probability_of_start(list(talk), "NOT")

    def say(
        self, talk: Sequence[tuple[str, str]], quotes: Sequence[str] | None
    ) -> Iterator[str]:
        """Its reply, piece by piece; the way out is unwritable, since `doubt` has weighed it."""
        chunks = self.chat.stream(
            list(talk), max_tokens=LONGEST_REPLY, grammar=sentence_grammar(quotes)
        )
        for chunk in chunks:
            yield chunk.text


@dataclass(frozen=True, slots=True)
class NamedVoice:
    """A model elsewhere, named by the user. It cites for itself."""

    chat: BaseChatModel
    citing: bool = True

    def doubt(self, talk: Sequence[tuple[str, str]]) -> float | None:
        """Unknown: asking would cost a call."""
        del talk
        return None

    def say(
        self, talk: Sequence[tuple[str, str]], quotes: Sequence[str] | None
    ) -> Iterator[str]:
        """Its reply, piece by piece."""
        del quotes
        for chunk in self.chat.stream(list(talk)):
            yield chunk.text
