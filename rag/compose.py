"""The second layer: the quotes of an answer → the answer that a model wrote from them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from rag.types import Answer, Checked, Writing
from rag.write import Task, Writer, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """A writer by its name, as answers give it."""

    name: str
    writer: Writer

    def compose(
        self, quoted: Answer, context: Sequence[str]
    ) -> Generator[Writing | Checked, None, Answer]:
        """Stream what is written from the quotes of `quoted`, and give the whole answer.

        Where the first layer found nothing, that stands. A model that says that the quotes don't
        answer leaves them to speak for themselves.

        Args:
            context: the passages that the quotes stand in.

        Raises:
            ModelFailed: the model gave no usable reply.
        """
        quotes = quoted.citations
        if quoted.status == "not_found":
            return quoted
        task = Task(
            question=quoted.query,
            quotes=tuple(citation.quote for citation in quotes),
            context=tuple(context),
        )
        written = yield from self._written(task)
        return quoted if written.declined else _answer(quoted, written, self.name)

    def _written(self, task: Task) -> Generator[Writing | Checked, None, Written]:
        written = Written(declined=True)
        for event in self.writer.write(task):
            if isinstance(event, Written):
                written = event
            else:
                yield event
        return written


def _answer(quoted: Answer, written: Written, name: str) -> Answer:
    sentences = written.sentences or quoted.sentences
    return replace(
        quoted,
        text=" ".join(sentence.text for sentence in sentences),
        sentences=sentences,
        withheld=written.withheld,
        answerer=name,
    )
