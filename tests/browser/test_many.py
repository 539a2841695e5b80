"""Several people at once, programs, and other assistants."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from visiting import ROOT, Server, Visit

QUESTIONS = (ROOT / "corpus" / "questions.txt").read_text(encoding="utf-8").splitlines()


def test_two_browsers_dont_mix(server: Server, visit: Visit) -> None:
    one, other = visit(server), visit(server)
    one.ask(QUESTIONS[4])
    other.ask(QUESTIONS[7])
    one.page.reload()
    one.settled()
    expect(one.page.locator(".question")).to_have_count(1)
    expect(one.page.locator(".question")).to_contain_text(QUESTIONS[4])
    expect(other.page.locator(".question")).to_have_count(1)
    expect(other.page.locator(".question")).to_contain_text(QUESTIONS[7])


def test_ten_who_ask_at_once_each_get_their_own_answer(server: Server) -> None:
    from gradio_client import Client

    clients = [Client(server.url, verbose=False) for _ in range(10)]
    alone = [clients[0].predict(question, api_name="/ask") for question in QUESTIONS[:10]]
    together: list[Any] = [None] * 10

    def ask(number: int) -> None:
        together[number] = clients[number].predict(QUESTIONS[number], api_name="/ask")

    askers = [threading.Thread(target=ask, args=(number,)) for number in range(10)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(60)
    for answer, expected in zip(together, alone, strict=True):
        assert {**answer, "timings_ms": 0} == {**expected, "timings_ms": 0}


def test_ten_pages_that_ask_at_once_each_show_their_own_answer(
    server: Server, visit: Visit
) -> None:
    pages = [visit(server) for _ in range(10)]
    for someone, question in zip(pages, QUESTIONS, strict=False):
        someone.page.fill("#question textarea", question)
    for someone in pages:
        someone.page.press("#question textarea", "Enter", no_wait_after=True)
    for someone, question in zip(pages, QUESTIONS, strict=False):
        turn = someone.answered(0)
        expect(turn.locator(".question")).to_contain_text(question)
        expect(turn).to_have_attribute("data-state", "done")


def test_programs_get_the_json_of_the_design(server: Server) -> None:
    from gradio_client import Client

    client = Client(server.url, verbose=False)
    documents = client.predict(api_name="/documents")
    assert [one["title"] for one in documents] == ["North Korea, Russia and the war in Ukraine"]
    answer = client.predict(QUESTIONS[4], None, [documents[0]["document_id"]], api_name="/ask")
    assert answer["status"] == "answered"
    article = (ROOT / "corpus" / "article.txt").read_text(encoding="utf-8")
    for cited in answer["citations"]:
        assert article[cited["start"] : cited["end"]] == cited["quote"]
    follow = client.predict("Since when?", [[QUESTIONS[4], answer["text"]]], api_name="/ask")
    assert follow["query"] != "Since when?"
    for wrong in (("   ", None, None), ("Who?", [["one"]], None), ("Who?", None, ["nothing"])):
        refused = client.predict(*wrong, api_name="/ask")
        assert refused["status"] == "error"
        assert refused["error"]
    assert {"/ask", "/documents"} == set(client.view_api(return_format="dict")["named_endpoints"])


def test_other_assistants_ask_over_mcp(browser: Browser, new_home: Callable[[], Path]) -> None:
    pytest.importorskip("mcp", reason='MCP needs pip install "footnote[mcp]"')
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    server = Server(new_home(), options=("--mcp",)).start()

    async def talk() -> tuple[list[str], Any]:
        address = f"{server.url}/gradio_api/mcp/"
        async with (
            streamablehttp_client(address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            ask = next(tool.name for tool in tools if tool.name.endswith("ask"))
            result = await session.call_tool(ask, {"question": QUESTIONS[4]})
            return [tool.name for tool in tools], json.loads(result.content[0].text)

    try:
        # The browser's own event loop runs in this thread.
        with ThreadPoolExecutor() as elsewhere:
            names, answer = elsewhere.submit(asyncio.run, talk()).result()
    finally:
        server.stop()
    assert {name.split("_")[-1] for name in names} == {"ask", "documents"}
    assert answer["status"] == "answered"
    assert answer["citations"][0]["quote"]
