"""Footnote's two flows as LangChain parts: a retriever, and a Runnable that answers.

Both take a part and leave the rest: the retriever feeds any LangChain chain with passages
that know their exact place, and the flow turns a question into an Answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict

from rag.types import Answer, Answered, DocumentInfo, Event, Quoted, Retrieved


class FootnoteRetriever(BaseRetriever):
    """Search as a LangChain retriever.

    Each document's metadata hold `document_id`, `title`, `source`, `start`, `end` (code points
    of the document's text), `score` (higher is better) and `rank` (from 1); where the file has
    named places, `place` and, of a PDF, `page`: those in which the passage begins.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Callable[[str], list[Retrieved]]
    documents: Callable[[], list[DocumentInfo]]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        infos = {info.id: info for info in self.documents()}
        return [
            LangChainDocument(
                id=one.passage.id,
                page_content=one.passage.text,
                metadata={
                    "document_id": one.passage.document_id,
                    "title": infos[one.passage.document_id].title,
                    "source": infos[one.passage.document_id].source,
                    "start": one.passage.span.start,
                    "end": one.passage.span.end,
                    "score": one.score,
                    "rank": one.rank,
                    **_place(one),
                },
            )
            for one in self.search(query)
        ]


def _place(found: Retrieved) -> dict[str, str | int]:
    mark = found.passage.landmark_of(found.passage.span)
    if mark is None:
        return {}
    return {"place": mark.name} | ({} if mark.page is None else {"page": mark.page})


class QuestionFlow(Runnable[str | dict[str, Any], Answer]):
    """Question → Answer as a LangChain Runnable.

    The input is a question, or a dictionary with `question` and, if wanted, `history` (pairs
    of question and answer) and `documents` (ids). `stream` gives the answer of each layer as
    it is complete: the quotes, then the final answer where that says more.
    """

    def __init__(self, events: Callable[..., Iterator[Event]]) -> None:
        """`events` turns a question, by keywords, into its stream of events."""
        self._events = events

    def invoke(
        self,
        input: str | dict[str, Any],  # noqa: A002 (LangChain names it)
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Answer:
        """Answer one question."""
        return self._call_with_config(self._ask, input, config, run_type="chain", **kwargs)

    def stream(
        self,
        input: str | dict[str, Any],  # noqa: A002 (LangChain names it)
        config: RunnableConfig | None = None,
        **kwargs: Any | None,
    ) -> Iterator[Answer]:
        """The answer of each layer, as it is complete."""
        yield from self._transform_stream_with_config(
            iter([input]), self._layers, config, run_type="chain", **kwargs
        )

    def _ask(self, asked: str | dict[str, Any]) -> Answer:
        *_, last = self._layers(iter([asked]))
        return last

    def _layers(self, asked: Iterator[str | dict[str, Any]]) -> Iterator[Answer]:
        for one in asked:
            known = {"question": one} if isinstance(one, str) else dict(one)
            shown: Answer | None = None
            for event in self._events(**known):
                if isinstance(event, (Quoted, Answered)) and event.answer != shown:
                    shown = event.answer
                    yield shown
