"""Models that live elsewhere: their replies, and one clear line for each way they fail."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from rag.errors import FootnoteError, ModelFailed
from rag.llm.choose import choose
from rag.settings import Settings
from tests.scripted import (
    Reply,
    Scripted,
    cut_off,
    drip,
    hang,
    raw,
    say,
    status,
    stop_short,
)

ASKED = [("system", "Be brief."), ("user", "Say hello.")]


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "FOOTNOTE_API_KEY", "FOOTNOTE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    ends = time.monotonic() + 10
    while any(one.name == "footnote-named" for one in threading.enumerate()):
        assert time.monotonic() < ends, "a thread goes on after its call"
        time.sleep(0.05)


def told(server: Scripted, *, seconds: float = 20, **more: object) -> str:
    """What the model says, whole, with its stream read to the end."""
    settings = Settings(base_url=server.base_url, reply_seconds=seconds)
    chat = choose("openai:scripted", settings).chat()
    return "".join(piece.text for piece in chat.stream(ASKED, **more))  # type: ignore[arg-type]


def test_a_reply_comes_in_pieces_and_whole() -> None:
    with Scripted(say("Hello there, you.")) as server:
        chosen = choose("openai:scripted", Settings(base_url=server.base_url))
        assert chosen.name == "openai:scripted" and chosen.kind == "named"
        pieces = list(chosen.chat().stream(ASKED, max_tokens=9, stop=["\n"]))
        assert [piece.text for piece in pieces if piece.text] == ["Hello", " there,", " you."]
        assert pieces[-1].response_metadata["finish_reason"] == "stop"
        assert chosen.chat().invoke(ASKED).text == "Hello there, you."
    asked = server.asked[0]
    assert [one["content"] for one in asked["messages"]] == ["Be brief.", "Say hello."]
    assert asked["temperature"] == 0 and asked["stop"] == ["\n"]
    assert 9 in {asked.get("max_tokens"), asked.get("max_completion_tokens")}


FAULTS: dict[str, tuple[Reply, str]] = {
    "no such model": (status(404), "is not a model that"),
    "a wrong key": (status(401), "doesn't accept the key: check FOOTNOTE_API_KEY"),
    "out of quota": (status(429), "busy or out of quota"),
    "broken": (status(500), "failed on its side (status 500)"),
    "refused": (status(400), "refused the request (status 400)"),
    "a web page": (raw("<html><body>Log in</body></html>", kind="text/html"), "a web page"),
    "nonsense": (raw("data: {]\n\n"), "no reply"),
    "another shape": (raw('data: {"choices": 7}\n\n'), "no reply"),
    "not even a stream": (raw("\x00\xff" * 400, kind="application/json"), ""),
    "an error in the stream": (raw('data: {"error": {"message": "x"}}\n\n'), ""),
    "cut off": (cut_off("Hello th"), "broke off in the middle"),
    "ended short": (stop_short("Hello th"), "broke off in the middle"),
    "empty": (say(""), "an empty reply"),
    "nothing": (raw(""), "no reply"),
    "silent": (hang(), "didn't reply within 2 seconds"),
    "silent in the middle": (hang("Hello"), "didn't reply within 2 seconds"),
    "a byte at a time": (drip("Hello", every=0.05), "didn't reply within 2 seconds"),
    "without end": (raw("data: " + "x" * 20_000_000), "sends without end"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_line_in_time(fault: str) -> None:
    reply, says = FAULTS[fault]
    begun = time.monotonic()
    with Scripted(reply) as server, pytest.raises(ModelFailed) as failed:
        told(server, seconds=2)
    assert time.monotonic() - begun < 8
    line = str(failed.value)
    assert line.startswith("openai:scripted ") and "\n" not in line and len(line) < 200
    assert says in line and line.endswith("the quotes stand anyway")
    assert len(server.asked) <= 2


def test_a_busy_moment_is_waited_out() -> None:
    with Scripted(status(429, Retry_After="0"), say("Hello.")) as server:
        assert told(server) == "Hello."


def test_an_endless_reply_is_cut() -> None:
    with Scripted(say(["word " * 1000] * 200, finish="length")) as server:
        assert len(told(server)) == 20_000


def test_leaving_early_hangs_up() -> None:
    with Scripted(say(["word "] * 2000, pause=0.05)) as server:
        chat = choose("openai:scripted", Settings(base_url=server.base_url)).chat()
        stream = chat.stream(ASKED)
        assert next(stream).text == "word "
        stream.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(5)


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings = Settings(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        with pytest.raises(ModelFailed, match="can't be reached at http://127"):
            choose("openai:scripted", settings).chat().invoke(ASKED)


def test_ollama_by_its_own_protocol() -> None:
    lines = [
        '{"model": "m", "message": {"role": "assistant", "content": "Hello"}, "done": false}',
        '{"model": "m", "message": {"role": "assistant", "content": "."}, "done": true, '
        '"done_reason": "stop"}',
    ]
    with Scripted(raw("\n".join(lines) + "\n", kind="application/x-ndjson")) as server:
        settings = Settings(base_url=server.base_url.removesuffix("/v1"))
        assert choose("ollama:m", settings).chat().invoke(ASKED).text == "Hello."
    with Scripted(drip("x", every=0.05)) as server:
        settings = Settings(base_url=server.base_url.removesuffix("/v1"), reply_seconds=1)
        with pytest.raises(ModelFailed, match="didn't reply within 1 second"):
            choose("ollama:m", settings).chat().invoke(ASKED)


def test_a_key_goes_to_its_own_provider_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with Scripted(say("Hello.")) as server:
        told(server)
        monkeypatch.setenv("FOOTNOTE_API_KEY", "for-this-server")
        told(server)
    sent = [headers["authorization"] for headers in server.headers]
    assert sent == ["Bearer none", "Bearer for-this-server"]


@pytest.mark.parametrize(
    ("answerer", "base_url", "says"),
    [
        ("openai:gpt", None, "set OPENAI_API_KEY"),
        ("openai:gpt", "localhost:8080", "no web address"),
        ("openai:gpt", "http://", "no web address"),
        ("openai:gpt", "http://x:99999", "no web address"),
        ("openai:", None, "PROVIDER:MODEL"),
        ("opneai:gpt", None, "did you mean openai"),
        ("nonsense", None, "Use quotes, local"),
        ("anthropic:claude", None, "footnote[anthropic]"),
        ("anthropic:claude", "http://localhost:1", "--base-url goes with"),
    ],
)
def test_what_cannot_be_named(answerer: str, base_url: str | None, says: str) -> None:
    with pytest.raises(FootnoteError) as failed:
        choose(answerer, Settings(base_url=base_url))
    assert says in str(failed.value) and "\n" not in str(failed.value)
