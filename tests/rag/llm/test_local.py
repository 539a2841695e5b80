"""The local model, for real: SmolLM2 in this process, through LangChain."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.prompts import ChatPromptTemplate

from rag.errors import ModelFailed, ModelProblem
from rag.llm.local import LocalChat, probability_of_start
from rag.llm.native import Native
from rag.llm.request import Request
from tests.conftest import ROOT
from tests.rag.llm.conftest import tiny_gguf

RULES = "You repeat what the quotes say. " + " ".join(
    f"Example {n}: bridge {n} fell in {1900 + n}." for n in range(5)
)
OTHER_RULES = "You judge. " + " ".join(f"Case {n}: mill {n} burnt." for n in range(5))
BRIDGE = [("system", RULES), ("user", "[1] The bridge at Quebec fell in 1907. When did it fall?")]
HONEY = [("system", RULES), ("user", "[1] Bees make honey from nectar. What do bees make?")]
JUDGED = [("system", OTHER_RULES), ("user", "Bees make honey. True?")]


@pytest.fixture(scope="module")
def chat(smollm2: Path) -> Iterator[LocalChat]:
    chat = LocalChat(path=smollm2, context=1024, max_tokens=8, threads=1)
    yield chat
    chat.close()


def memory() -> int:
    """Megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def test_a_reply_depends_on_nothing_but_its_question(chat: LocalChat, smollm2: Path) -> None:
    def all_of(one: LocalChat, asked: list[tuple[str, str]]) -> tuple[str, object]:
        reply = one.invoke(asked, top=5)
        return reply.text, reply.response_metadata["first_token"]

    before = [all_of(chat, asked) for asked in (BRIDGE, HONEY, JUDGED)]
    assert all_of(chat, BRIDGE) == before[0]
    assert all_of(chat, BRIDGE) == before[0]
    assert all_of(chat, JUDGED) == before[2]
    assert all_of(chat, HONEY) == before[1]
    fresh = LocalChat(path=smollm2, context=1024, max_tokens=8, threads=1)
    assert [all_of(fresh, asked) for asked in (JUDGED, HONEY)] == before[:0:-1]
    fresh.close()


def test_a_stream_is_the_reply_in_pieces(chat: LocalChat) -> None:
    pieces = list(chat.stream(BRIDGE))
    assert len(pieces) > 3
    whole = chat.invoke(BRIDGE)
    assert "".join(piece.text for piece in pieces) == whole.text != ""
    assert pieces[-1].response_metadata["finish_reason"] in {"stop", "length"}
    assert whole.usage_metadata and whole.usage_metadata["output_tokens"] <= 8


def test_it_is_a_part_of_a_chain(chat: LocalChat) -> None:
    asking = ChatPromptTemplate.from_messages([("system", RULES), ("user", "{question}")])
    reply = (asking | chat.bind(max_tokens=4)).invoke({"question": "What do bees make?"})
    assert reply.usage_metadata and reply.usage_metadata["output_tokens"] == 4


def test_stop_grammar_and_the_first_token(chat: LocalChat) -> None:
    assert chat.invoke(BRIDGE, grammar='root ::= "yes" | "no"').text in {"yes", "no"}
    whole = chat.invoke(BRIDGE).text
    word = whole.split()[2]
    assert chat.invoke(BRIDGE, stop=[word]).text == whole.partition(word)[0]
    first = chat.first_token_probabilities(BRIDGE, top=20)
    assert len(first) == 20 and 0.2 < sum(first.values()) <= 1.0
    likeliest = max(first, key=lambda token: first[token])
    assert whole.startswith(likeliest)
    assert chat.probability_of_start(BRIDGE, whole) >= first[likeliest]


def test_the_probability_of_a_start_by_its_first_tokens() -> None:
    tokens = {"NOT": 0.5, "N": 0.1, " NOT": 0.05, "The": 0.2, "": 0.05, "NOTHING": 0.01}
    assert probability_of_start(tokens, "NOT IN QUOTES") == pytest.approx(0.65)


def test_a_prefix_is_computed_once(chat: LocalChat) -> None:
    other = [("system", RULES.replace("Example", "Sample")), ("user", "What fell?")]
    begun = time.perf_counter()
    chat.warm(other)
    cold = time.perf_counter() - begun
    begun = time.perf_counter()
    chat.first_token_probabilities(other)
    assert time.perf_counter() - begun < cold / 2


def test_a_longer_conversation_may_start_from_its_opening(chat: LocalChat) -> None:
    talk = [*BRIDGE, ("assistant", "It fell."), ("user", "When was that?")]
    opening = len(BRIDGE) - 1
    request = Request(messages=tuple(talk), max_tokens=8, opening=opening)
    assert request.prefix == tuple(BRIDGE[:-1])

    def reply() -> list[str]:
        return [one.text for one in chat.stream(talk, max_tokens=8, opening=opening)]

    once = reply()
    chat.invoke(HONEY, max_tokens=2)
    assert once and reply() == once


def test_a_fault_while_nobody_waits_stops_nothing(
    chat: LocalChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, faults = Native.chat, []

    def once_broken(self: Native, asked: dict[str, Any], take: Any) -> None:
        if asked["max_tokens"] == 1 and not faults:
            faults.append(asked)
            raise RuntimeError("out of order")
        whole(self, asked, take)

    def idle() -> bool:
        return all(thread.name != "footnote-model" for thread in threading.enumerate())

    def wait(true: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    said = chat.invoke(BRIDGE, max_tokens=4).content
    wait(idle)
    monkeypatch.setattr(Native, "chat", once_broken)
    chat.invoke(BRIDGE, max_tokens=4)
    wait(lambda: faults)
    assert chat.invoke(BRIDGE, max_tokens=4).content == said


def test_leaving_a_stream_stops_the_model(chat: LocalChat) -> None:
    endless = chat.stream(BRIDGE, max_tokens=900, grammar='root ::= "word " root')
    next(endless)
    endless.close()  # type: ignore[attr-defined]
    begun = time.perf_counter()
    chat.invoke(BRIDGE, max_tokens=1)
    assert time.perf_counter() - begun < 8


def test_all_are_served_in_turn(chat: LocalChat) -> None:
    chat.invoke(BRIDGE)
    served: list[int] = []
    first = chat.stream(BRIDGE, max_tokens=12, grammar='root ::= "word " root')
    next(first)

    def ask(number: int) -> None:
        chat.invoke(HONEY, max_tokens=2)
        served.append(number)

    threads = []
    for number in range(4):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        time.sleep(0.1)
    assert served == []
    assert len(list(first)) > 5
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3]


def test_a_prompt_that_is_too_long_is_one_line(chat: LocalChat) -> None:
    with pytest.raises(ModelFailed, match=r"the prompt has [\d,]+ tokens, the model takes 1,024"):
        chat.invoke([("user", "word " * 3000)])
    assert chat.invoke(BRIDGE).text


def test_closing_frees_the_memory_and_the_threads(smollm2: Path) -> None:
    chat = LocalChat(path=smollm2, context=512, max_tokens=4, threads=1)
    assert not chat.loaded
    chat.warm(BRIDGE)
    full = memory()
    chat.close()
    assert not chat.loaded
    assert memory() < full - 60
    assert all(one.name != "footnote-model" for one in threading.enumerate())
    assert chat.invoke("Say hello.").usage_metadata
    chat.close()


def test_closing_ends_what_runs_and_what_waits(smollm2: Path) -> None:
    chat = LocalChat(path=smollm2, context=1024, max_tokens=900, threads=1)
    running = chat.stream(BRIDGE, grammar='root ::= "word " root')
    next(running)
    told: list[str] = []

    def wait() -> None:
        try:
            chat.invoke(HONEY)
        except ModelFailed as error:
            told.append(str(error))

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.2)
    chat.close()
    thread.join(timeout=10)
    assert told == ["the model was closed while it wrote: ask again"] and not chat.loaded
    with pytest.raises(ModelFailed, match="was closed"):
        list(running)


def test_a_file_that_cannot_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(tiny_gguf())
    with pytest.raises(ModelProblem, match=r"broken\.gguf can't be loaded"):
        LocalChat(path=path).invoke("Say hello.")


LEAVING = """
import sys
from pathlib import Path
from rag.llm.local import LocalChat
chat = LocalChat(path=Path(sys.argv[1]), context=512, max_tokens=400, threads=1)
stream = chat.stream("Tell a story.", grammar='root ::= "word " root')
print(next(stream).text)
"""


def test_a_program_may_end_in_the_middle_and_nothing_is_printed(smollm2: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVING, str(smollm2)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "word".startswith(done.stdout.strip())
