"""Users: passwords that nobody can read, sessions that end, tries that get slow."""

from __future__ import annotations

import sqlite3
import stat
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag import AccessProblem, BadInput
from tests.conftest import Footnote
from ui.door import is_from_elsewhere
from ui.trust import trust
from ui.users import Lifetime, Users

PASSWORD = "correct horse battery"


@pytest.fixture
def users(tmp_path: Path) -> Users:
    known = Users(tmp_path / "users.sqlite3")
    known.put("Ada", ["Research", "board"], PASSWORD)
    return known


def test_the_file_holds_neither_passwords_nor_tokens(users: Users, tmp_path: Path) -> None:
    token = users.begin(users.of("ada"), Lifetime())
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PASSWORD.encode() not in kept
    assert token.encode() not in kept
    assert b"$argon2id$" in kept
    assert stat.S_IMODE((tmp_path / "users.sqlite3").stat().st_mode) == 0o600


def test_the_right_password_and_no_other(users: Users) -> None:
    assert users.knows("ada", PASSWORD)
    for name, password in (("ada", PASSWORD + "!"), ("ada", ""), ("bob", PASSWORD), ("", "")):
        assert not users.knows(name, password)
    users.put("carl", [], None)
    assert not users.knows("carl", "")


def test_an_unknown_name_takes_as_long_as_a_wrong_password(users: Users) -> None:
    def seconds(name: str) -> float:
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            users.knows(name, "a wrong password")
            times.append(time.perf_counter() - begun)
        return min(times)

    known, unknown = seconds("ada"), seconds("nobody")
    assert 0.3 < known / unknown < 3


def test_a_session_ends_by_itself_by_hand_and_with_the_password(users: Users) -> None:
    ada = users.of("ada")
    token = users.begin(ada, Lifetime())
    assert users.in_session(token) == ada
    assert users.in_session(token + "x") is None
    users.end(token)
    assert users.in_session(token) is None
    for life in (Lifetime(idle=0.05), Lifetime(whole=0.05)):
        short = users.begin(ada, life)
        assert users.in_session(short)
        time.sleep(0.1)
        assert users.in_session(short) is None
    token = users.begin(ada, Lifetime())
    users.put("ada", ["board"], "another long password")
    assert users.in_session(token) is None
    token = users.begin(users.of("ada"), Lifetime())
    users.remove("ada")
    assert users.in_session(token) is None


def test_groups_hold_from_the_next_click_on(users: Users) -> None:
    token = users.begin(users.of("ada"), Lifetime())
    users.regroup("ada", ["Board"])
    found = users.in_session(token)
    assert found
    assert found.groups == {"board"}


def test_tries_get_slow_for_one_name_and_for_one_address(users: Users) -> None:
    key = ("10.0.0.9 ada", 4)
    assert [users.tries.wait_before(key) for _ in range(4)] == [0, 0, 0, 0]
    assert 0 < users.tries.wait_before(key) <= 2
    assert users.tries.wait_before(("10.0.0.8 ada", 4)) == 0
    users.tries.forget("10.0.0.9 ada")
    assert users.tries.wait_before(key) == 0


def test_a_clock_that_is_set_right_locks_nobody_out(
    users: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = ("10.0.0.9 ada", 1)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 24 * 3600)
    assert [users.tries.wait_before(key) > 0 for _ in range(2)] == [False, True]
    monkeypatch.setattr(time, "time", lambda: now)
    assert users.tries.wait_before(key) == 0


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "line\nbreak", "\u202e"])
def test_names_that_cannot_be(users: Users, name: str) -> None:
    with pytest.raises(AccessProblem):
        users.put(name, [], PASSWORD)


def test_the_program_adds_lists_and_removes_users(footnote: Footnote, tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "ui", "--home", str(tmp_path / "home"), "users", "add"]
    added = subprocess.run(
        [*command, "bea", "--groups", "sales,board"],
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (added.returncode, added.stdout) == (0, "bea: board, sales\n")
    short = subprocess.run(
        [*command, "carl"], input="short\n", capture_output=True, text=True, check=False
    )
    assert short.returncode == 2
    assert "10 to 1,024 characters" in short.stderr
    assert footnote("users", "list").stdout == "bea: board, sales\n"
    assert len(footnote("users", "token", "bea").stdout.strip()) > 40
    assert footnote("users", "remove", "bea").returncode == 0
    gone = footnote("users", "remove", "bea")
    assert gone.returncode == 2
    assert len(gone.stderr.splitlines()) == 1
    with sqlite3.connect(tmp_path / "home" / "users.sqlite3") as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def scope(client: str, *headers: tuple[str, str], **known: Any) -> dict[str, Any]:
    pairs = [(name.encode(), value.encode()) for name, value in headers]
    return {"client": (client, 1234), "headers": pairs, "scheme": "http", **known}


def test_a_header_is_believed_from_the_named_proxy_alone(users: Users) -> None:
    believed = trust(["10.0.0.2", "fd00::/64"], "X-Forwarded-User")
    header = ("x-forwarded-user", "Ada")
    for proxy in ("10.0.0.2", "fd00::7"):
        visitor = believed.visitor(scope(proxy, header), users)
        assert visitor
        assert (visitor.name, visitor.groups) == ("ada", {"research", "board"})
    assert believed.visitor(scope("10.0.0.3", header), users) is None
    forged = ("x-forwarded-for", "10.0.0.2")
    assert believed.visitor(scope("10.0.0.3", header, forged), users) is None
    assert believed.visitor(scope("10.0.0.2", header, ("x-forwarded-user", "bob")), users) is None
    assert believed.visitor(scope("10.0.0.2", ("x-forwarded-user", "stranger")), users) is None
    assert believed.visitor(scope("10.0.0.2"), users) is None
    assert trust(["10.0.0.2"]).visitor(scope("10.0.0.2", header), users) is None
    assert trust([]).address(scope("10.0.0.3", forged)) == "10.0.0.3"


def test_groups_may_come_from_the_provider(users: Users) -> None:
    believed = trust(["10.0.0.2"], "X-User", "X-Groups")
    told = scope("10.0.0.2", ("x-user", "new@example.org"), ("x-groups", "Sales, /weird/ ,board"))
    visitor = believed.visitor(told, users)
    assert visitor
    assert visitor.groups == {"sales", "board"}


@pytest.mark.parametrize(
    "options", [([], "X-User"), (["here"], None), (["10.0.0.2"], None, "X-Groups")]
)
def test_options_of_trust_that_make_no_sense(options: tuple[Any, ...]) -> None:
    with pytest.raises(BadInput):
        trust(*options)


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ((), False),
        ((("origin", "http://here:7860"),), False),
        ((("origin", "http://evil.example"),), True),
        ((("origin", "null"),), True),
        ((("sec-fetch-site", "same-origin"), ("origin", "https://public.example")), False),
        ((("sec-fetch-site", "cross-site"), ("origin", "http://here:7860")), True),
        ((("sec-fetch-site", "same-site"),), True),
    ],
)
def test_what_another_sites_page_sends_is_known(
    headers: tuple[tuple[str, str], ...], foreign: bool
) -> None:
    request = SimpleNamespace(scope=scope("10.0.0.9", ("host", "here:7860"), *headers))
    assert is_from_elsewhere(request.scope) is foreign
