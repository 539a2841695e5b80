"""Where the page is served: only this machine unless a password says otherwise."""

from __future__ import annotations

import socket

import pytest

from rag import BadInput
from ui.app import is_loopback, listen, serve
from ui.options import ChatOptions


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.4", False),
        ("example.org", False),
    ],
)
def test_what_only_this_machine_can_reach(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_taken_port_names_a_port_that_is_free() -> None:
    with listen("127.0.0.1", None) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"port {port} is taken") as refused:
            listen("127.0.0.1", port)
        free = int(str(refused.value).split("--port ")[1].split(",")[0])
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", free))


def test_without_a_port_the_next_free_one_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", None), listen("127.0.0.1", None) as second:
        port = second.getsockname()[1]
    assert f"using the next free one, {port}" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["256.1.1.1", "no.such.host.invalid", "203.0.113.9"])
def test_an_address_that_isnt_ours_gets_one_line(host: str) -> None:
    with pytest.raises(BadInput):
        listen(host, 7999)


def test_beyond_this_machine_a_password_is_required() -> None:
    with pytest.raises(BadInput, match="--password"):
        serve(ChatOptions(host="0.0.0.0"))
