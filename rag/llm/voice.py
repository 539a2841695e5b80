"""A chat model as a voice that writes from quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.doubt import Doubt
from rag.llm.grammar import sentence_grammar
from rag.llm.local import LocalChat, probability_of_start
from rag.llm.named import NamedChat

LONGEST_REPLY = 160
"""Tokens of a reply of the local model: three sentences."""
WAY_OUT_BEGINS = "NOT"
_TOP = 20


def voice_of(chat: LocalChat | NamedChat, opening: int) -> LocalVoice | NamedVoice:
    """The voice of a chat model, for conversations that share their first `opening` messages."""
    return LocalVoice(chat, opening) if isinstance(chat, LocalChat) else NamedVoice(chat)


@dataclass(frozen=True, slots=True)
class LocalVoice:
    """The model in this process: small, so it puts no markers."""

    chat: LocalChat
    opening: int
    """With how many messages each conversation begins, which are computed once."""
    citing: bool = False

    def warm(self, talk: Sequence[tuple[str, str]]) -> None:
        """Load it and keep what it makes of the instructions and examples."""
        self.chat.warm(list(talk))

    def close(self) -> None:
        """Free its memory."""
        self.chat.close()

    def say(
        self, talk: Sequence[tuple[str, str]], quotes: Sequence[str] | None
    ) -> Iterator[str | Doubt]:
        """Its doubt, then its reply, piece by piece.

        The way out, which it takes too often, is unwritable; how near it came to taking it
        is the doubt.
        """
        chunks = self.chat.stream(
            list(talk),
            max_tokens=LONGEST_REPLY,
            grammar=sentence_grammar(quotes),
            top=_TOP,
            opening=self.opening,
        )
        for chunk in chunks:
            if (first := chunk.response_metadata.get("first_token")) is not None:
                yield Doubt(probability_of_start(first, WAY_OUT_BEGINS))
            yield chunk.text

    def mutter(self, talk: Sequence[tuple[str, str]], longest: int) -> str:
        """A reply of at most `longest` tokens that can wait until nobody asks anything.

        Raises:
            ModelFailed: somebody came and asked; try again later.
        """
        chunks = self.chat.stream(list(talk), max_tokens=longest, stop=["\n"], patient=True)
        return "".join(chunk.text for chunk in chunks)


@dataclass(frozen=True, slots=True)
class NamedVoice:
    """A model elsewhere, named by the user. It cites for itself."""

    chat: NamedChat
    citing: bool = True

    def warm(self, talk: Sequence[tuple[str, str]]) -> None:
        """Nothing: a call may cost money."""
        del talk

    def close(self) -> None:
        """Drop its connections."""
        self.chat.close()

    def say(
        self, talk: Sequence[tuple[str, str]], quotes: Sequence[str] | None
    ) -> Iterator[str | Doubt]:
        """Its reply, piece by piece."""
        del quotes
        for chunk in self.chat.stream(list(talk)):
            yield chunk.text
