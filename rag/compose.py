"""The second layer: the quotes of an answer → the answer that a model wrote from them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from rag.doubt import DECLINED, joined
from rag.types import Answer, Checked, Citation, Sentence, Writing
from rag.write import Task, Writer, Written

NOT_FOUND = "The documents don't say."


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """A writer by its name, as answers give it."""

    name: str
    writer: Writer

    def compose(
        self, quoted: Answer, context: Sequence[str], least: float
    ) -> Generator[Writing | Checked, None, Answer]:
        """Stream what is written from the quotes of `quoted`, and give the whole answer.

        Where the first layer found nothing, that stands; where it found something, the model's
        doubt may still outweigh it.

        Args:
            context: the passages that the quotes stand in.
            least: the confidence under which the documents don't say.

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
        sure = joined(quoted.confidence, self.writer.doubt(task))
        if sure < least:
            return _refused(quoted, quotes, sure)
        written = yield from self._written(task)
        if written.declined:
            sure = joined(quoted.confidence, DECLINED)
            return _refused(quoted, quotes, sure) if sure < least else quoted
        return _answer(quoted, quotes, sure=sure, written=written, name=self.name)

    def _written(self, task: Task) -> Generator[Writing | Checked, None, Written]:
        written = Written(declined=True)
        for event in self.writer.write(task):
            if isinstance(event, Written):
                written = event
            else:
                yield event
        return written


def _refused(quoted: Answer, quotes: tuple[Citation, ...], sure: float) -> Answer:
    return replace(
        quoted,
        status="not_found",
        text=NOT_FOUND,
        sentences=(),
        citations=(),
        nearest=quotes,
        confidence=sure,
    )


def _answer(
    quoted: Answer,
    quotes: tuple[Citation, ...],
    *,
    sure: float,
    written: Written,
    name: str,
) -> Answer:
    sentences = written.sentences or _verbatim(quotes)
    return replace(
        quoted,
        status="answered",
        text=" ".join(sentence.text for sentence in sentences),
        sentences=sentences,
        citations=quotes,
        nearest=(),
        withheld=written.withheld,
        confidence=sure,
        answerer=name,
    )


def _verbatim(quotes: tuple[Citation, ...]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(text=quote.quote, citations=(quote.number,), support="verbatim", score=1.0)
        for quote in quotes
    )
