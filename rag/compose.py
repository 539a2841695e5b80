"""The second layer: the quotes of an answer → the answer that a model wrote from them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from rag.doubt import Doubt, joined
from rag.types import Answer, Checked, Citation, Sentence, Writing
from rag.write import Task, Writer, Written

NOT_FOUND = "The documents don't say."


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """A writer by its name, as answers give it."""

    name: str
    writer: Writer

    def compose(
        self, quoted: Answer, least: float, leads: Sequence[int]
    ) -> Generator[Writing | Checked, None, Answer]:
        """Stream what is written from the quotes of `quoted`, and give the whole answer.

        A small model is given the leading quotes alone: it reads them in half of the time, and
        mixes nothing of others into them. The others stay with the answer as citations.

        Where the first layer found nothing, that stands; where it found something, the model's
        doubt may still outweigh it. A model that says that the quotes don't answer, and of
        whose doubt nothing is known, leaves them to speak for themselves.

        Args:
            least: the confidence under which the documents don't say.
            leads: the number of the likeliest quote for each thing that is asked.

        Raises:
            ModelFailed: the model gave no usable reply.
        """
        if quoted.status == "not_found":
            return quoted
        given = quoted.citations
        if not self.writer.voice.citing:
            given = tuple(one for one in given if one.number in leads)
        numbers = tuple(one.number for one in given)
        task = Task(
            question=quoted.query,
            quotes=tuple(citation.quote for citation in given),
            answers=tuple(map(_answering, given)),
        )
        with closing(self.writer.write(task)) as events:
            for event in events:
                if isinstance(event, Doubt):
                    quoted = replace(quoted, confidence=joined(quoted.confidence, event))
                    if quoted.confidence < least:
                        return _refused(quoted)
                elif isinstance(event, Written):
                    return quoted if event.declined else self._answer(quoted, event, numbers)
                elif isinstance(event, Checked):
                    yield Checked(sentence=_renumbered(event.sentence, numbers))
                else:
                    yield event
        return quoted

    def _answer(self, quoted: Answer, written: Written, numbers: Sequence[int]) -> Answer:
        told = tuple(_renumbered(one, numbers) for one in written.sentences)
        sentences = told or quoted.sentences
        return replace(
            quoted,
            text=" ".join(sentence.text for sentence in sentences),
            sentences=sentences,
            withheld=tuple(_renumbered(one, numbers) for one in written.withheld),
            answerer=self.name,
        )


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


def _renumbered(sentence: Sentence, numbers: Sequence[int]) -> Sentence:
    """A sentence that cites quotes by their place in what was given, citing their numbers."""
    known = range(1, len(numbers) + 1)
    cited = tuple(numbers[k - 1] if k in known else k for k in sentence.citations)
    return replace(sentence, citations=cited)
