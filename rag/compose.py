"""The second layer: the quotes of an answer → the answer that a model wrote from them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace

from rag.doubt import Doubt, joined
from rag.types import Answer, Checked, Citation, Writing
from rag.write import Task, Writer, Written

NOT_FOUND = "The documents don't say."


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """A writer by its name, as answers give it."""

    name: str
    writer: Writer

    def compose(self, quoted: Answer, least: float) -> Generator[Writing | Checked, None, Answer]:
        """Stream what is written from the quotes of `quoted`, and give the whole answer.

        Where the first layer found nothing, that stands; where it found something, the model's
        doubt may still outweigh it. A model that says that the quotes don't answer, and of
        whose doubt nothing is known, leaves them to speak for themselves.

        Args:
            least: the confidence under which the documents don't say.

        Raises:
            ModelFailed: the model gave no usable reply.
        """
        if quoted.status == "not_found":
            return quoted
        task = Task(
            question=quoted.query,
            quotes=tuple(citation.quote for citation in quoted.citations),
            answers=tuple(map(_answering, quoted.citations)),
        )
        with closing(self.writer.write(task)) as events:
            for event in events:
                if isinstance(event, Doubt):
                    quoted = replace(quoted, confidence=joined(quoted.confidence, event))
                    if quoted.confidence < least:
                        return _refused(quoted)
                elif isinstance(event, Written):
                    return quoted if event.declined else _answer(quoted, event, self.name)
                else:
                    yield event
        return quoted


def _answering(citation: Citation) -> str:
    if citation.answer is None:
        return ""
    begin = citation.span.start
    return citation.quote[citation.answer.start - begin : citation.answer.end - begin]


def _refused(quoted: Answer) -> Answer:
    return replace(
        quoted,
        status="not_found",
        text=NOT_FOUND,
        sentences=(),
        citations=(),
        nearest=quoted.citations,
    )


def _answer(quoted: Answer, written: Written, name: str) -> Answer:
    sentences = written.sentences or quoted.sentences
    return replace(
        quoted,
        text=" ".join(sentence.text for sentence in sentences),
        sentences=sentences,
        withheld=written.withheld,
        answerer=name,
    )
