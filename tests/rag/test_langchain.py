"""Footnote's flows inside LangChain chains."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from rag import Answer, Corpus

QUESTION = "When was the defence pact signed?"
T = TypeVar("T")


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, run in a thread: the browser tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_the_retriever_feeds_a_chain(article: Corpus) -> None:
    retriever = article.retriever(limit=2)
    prompt = ChatPromptTemplate.from_template("{context}\n\nQuestion: {question}")
    chain = (
        {
            "context": retriever | (lambda found: "\n".join(one.page_content for one in found)),
            "question": RunnablePassthrough(),
        }
        | prompt
        | RunnableLambda(lambda value: value.to_string())
        | StrOutputParser()
    )
    written = chain.invoke(QUESTION)
    assert "June 2023" in written and QUESTION in written


def test_a_retrieved_document_knows_its_exact_place(article: Corpus) -> None:
    (info,) = article.documents()
    text = article.document(info.id).text
    found = article.retriever(limit=3).invoke(QUESTION)
    assert len(found) == 3
    for one in found:
        assert text[one.metadata["start"] : one.metadata["end"]] == one.page_content
    assert finished(article.retriever(limit=3).ainvoke(QUESTION)) == found


def test_the_flow_invokes_batches_streams_and_waits(article: Corpus) -> None:
    flow = article.chain()
    expected = article.ask(QUESTION)
    assert flow.invoke(QUESTION) == expected
    assert flow.batch([QUESTION, {"question": QUESTION}]) == [expected, expected]
    assert list(flow.stream(QUESTION))[-1] == expected
    assert finished(flow.ainvoke({"question": QUESTION, "history": []})) == expected

    async def last() -> Answer:
        return [answer async for answer in flow.astream(QUESTION)][-1]

    assert finished(last()) == expected


def test_the_flow_is_a_link_of_a_chain(article: Corpus) -> None:
    chain = article.chain() | RunnableLambda(lambda answer: answer.citations[0].quote)
    assert "June 2023" in chain.invoke(QUESTION)
    assert "June 2023" in "".join(chain.stream(QUESTION))
    follow_up = {"question": "And who signed it?", "history": [(QUESTION, "June 2023")]}
    assert article.chain().invoke(follow_up).query.startswith(QUESTION)
