"""The page with users, as a process: what a stranger, and a user of another group, can get at."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag import Corpus
from tests.conftest import ROOT
from ui.users import FILE, PROGRAM, Lifetime, Users

PASSWORD = "correct horse battery"
SECRET = "The board will close the harbour of Tarn in June."
HIDDEN = ("Tarn", "harbour", "minutes")
QUESTION = "When will the harbour of Tarn be closed?"


def started(home: Path, *options: str) -> tuple[subprocess.Popen[bytes], str]:
    """The page as a process, and its address, once it answers with its models loaded."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui", "--home", str(home), "chat", "--no-open"]
    process = subprocess.Popen(
        [*command, "--port", str(port), *options], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/footnote/alive").json()["ready"]:
                return process, url
        time.sleep(0.1)
    process.kill()
    raise AssertionError("no page")


@pytest.fixture(scope="module")
def home(article_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("access")
    home = folder / "home"
    with Corpus.open(home) as corpus:
        for name, content in (("minutes", SECRET), ("menu", "The canteen serves soup on Mondays.")):
            (folder / f"{name}.txt").write_text(content)
        corpus.add(folder / "minutes.txt", groups=["board"])
        corpus.add(folder / "menu.txt", groups=["staff"])
    users = Users(home / FILE)
    users.put("ada", ["board"], PASSWORD)
    users.put("bob", ["staff"], PASSWORD)
    return home


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    process, url = started(home, "--mcp")
    yield url
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def hidden(home: Path, url: str) -> str:
    """The id of the document that the board alone may see."""
    ada = logged_in(url, "ada")
    found = asked(ada, "documents")
    return str(next(one["document_id"] for one in found if one["title"] == "minutes"))


def logged_in(url: str, name: str, password: str = PASSWORD) -> httpx.Client:
    client = httpx.Client(base_url=url, timeout=60)
    answer = client.post("/footnote/login", data={"name": name, "password": password})
    assert answer.status_code == 303
    return client


def asked(client: httpx.Client, name: str, *data: Any) -> Any:
    """What one of the endpoints for programs says."""
    told = client.post(f"/gradio_api/run/{name}", json={"data": list(data)})
    assert told.status_code == 200, told.text
    return told.json()["data"][0]


def page_event(
    client: httpx.Client, number: int, data: list[Any], told: Any = None, session: str = ""
) -> str:
    """All that comes back of an event that the page's own script could send."""
    session = session or f"s{time.monotonic_ns()}"
    body = {"fn_index": number, "data": data, "session_hash": session, "event_data": told}
    joined = client.post("/gradio_api/queue/join", json=body)
    assert joined.status_code == 200
    lines = []
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as events:
        for line in events.iter_lines():
            lines.append(line)
            if '"process_completed"' in line or '"close_stream"' in line:
                break
    return "\n".join(lines)


def test_a_stranger_gets_nothing_but_the_way_in(url: str) -> None:
    stranger = httpx.Client(base_url=url)
    browsing = stranger.get("/", headers={"accept": "text/html"})
    assert (browsing.status_code, browsing.headers["location"]) == (303, "/footnote/login")
    for path in ("/", "//", "/config", "/gradio_api/info", "/gradio_api/mcp/", "/theme.css",
                 "/gradio_api/startup-events", "/gradio_api/queue/data?session_hash=a",
                 "/footnote/assets/../alive/x", "/%2e/config"):  # fmt: skip
        assert stranger.get(path).status_code in {401, 404}, path
    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/call/ask",
                 "/gradio_api/component_server", "/gradio_api/run/ask"):  # fmt: skip
        assert stranger.post(path, json={}).status_code == 401, path
    assert set(stranger.get("/footnote/alive").json()) == {"boot", "ready"}
    made_up = {"cookie": "footnote-session=" + "a" * 43, "authorization": "Bearer x"}
    assert stranger.get("/config", headers=made_up).status_code == 401


def test_no_route_serves_files(url: str, home: Path) -> None:
    ada = logged_in(url, "ada")
    for path in (home / FILE, home / "manifest.json", Path("/etc/passwd")):
        for way in ("file=", "file/", "/file=", "./file=", "proxy=http://127.0.0.1/"):
            assert ada.get(f"/gradio_api/{way}{path}").status_code == 404
    assert ada.get("/footnote/assets/%2e%2e/users.py").status_code == 404


def test_each_user_asks_their_own_documents(url: str) -> None:
    ada, bob = logged_in(url, "ada"), logged_in(url, "bob")
    answer = asked(ada, "ask", QUESTION, None, None)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["quote"] == SECRET
    theirs = asked(bob, "ask", QUESTION, None, None)
    assert not any(word in json.dumps(theirs["citations"]) for word in HIDDEN)
    assert {one["title"] for one in asked(bob, "documents")} == {
        "menu",
        "North Korea, Russia and the war in Ukraine",
    }


def test_an_id_is_no_way_around(url: str, hidden: str) -> None:
    bob = logged_in(url, "bob")
    answer = asked(bob, "ask", QUESTION, None, [hidden])
    made_up = asked(bob, "ask", QUESTION, None, ["0" * len(hidden)])
    assert answer["status"] == made_up["status"] == "error"
    assert answer["error"].replace(hidden, "") == made_up["error"].replace("0" * len(hidden), "")
    config = bob.get("/config").json()
    component = next(
        one["id"] for one in config["components"] if one["props"].get("elem_id") == "bridge"
    )
    read = {"component_id": component, "fn_name": "read", "session_hash": "x"}
    for wanted in ({"document": hidden}, {"document": hidden[:8], "start": 0, "end": 99}):
        told = bob.post("/gradio_api/component_server", json={**read, "data": wanted})
        assert told.status_code == 200
        assert "no longer here" in told.text
        assert not any(word in told.text for word in HIDDEN)
    check = {**read, "fn_name": "check", "data": {"text": "The harbour closes in June."}}
    checked = bob.post("/gradio_api/component_server", json=check)
    assert checked.status_code == 200
    assert "Tarn" not in checked.text
    runs = {**read, "fn_name": "tab", "data": {"tab": "Evaluation"}}
    assert bob.post("/gradio_api/component_server", json=runs).status_code == 404
    ada = logged_in(url, "ada")
    assert "Tarn" in ada.post("/gradio_api/component_server", json=check).text
    told = ada.post("/gradio_api/component_server", json={**read, "data": {"document": hidden}})
    assert SECRET in told.json()["html"]


def test_no_event_of_the_page_tells_of_other_groups(url: str, hidden: str) -> None:
    """Each of them, with ids and a conversation made up to cite what is hidden."""
    ada, bob = logged_in(url, "ada"), logged_in(url, "bob")
    config = bob.get("/config").json()
    assert not any(word in json.dumps(config) for word in HIDDEN)
    sent = [{"document": hidden}, {"documents": [hidden]}, {"kind": "html", "turn": "t"}]

    def all_that(client: httpx.Client, who: str) -> str:
        kept = {"who": who, "turns": [], "previous": []}
        return "".join(
            page_event(client, event["id"], [kept] * len(event["inputs"]), one)
            for event in config["dependencies"]
            for one in sent
            if client is bob or "document" not in one
        )

    assert not any(word in all_that(bob, "bob") for word in HIDDEN)
    assert "menu" in all_that(bob, "bob")
    assert asked(ada, "ask", QUESTION, None, None)["status"] == "answered"


def test_programs_and_assistants_come_with_a_token(url: str, home: Path) -> None:
    users = Users(home / FILE)
    token = users.begin(users.of("bob"), PROGRAM, "token")
    program = httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=60)
    assert "menu" in {one["title"] for one in asked(program, "documents")}
    tools = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
             "params": {"name": "documents", "arguments": {}}}  # fmt: skip
    accept = {"accept": "application/json, text/event-stream"}
    listed = program.post(
        "/gradio_api/mcp/", json={**tools, "method": "tools/list", "params": {}}, headers=accept
    )
    name = next(
        one["name"]
        for one in json.loads(listed.text.split("data: ", 1)[-1])["result"]["tools"]
        if one["name"].endswith("documents")
    )
    tools["params"] = {"name": name, "arguments": {}}
    told = program.post("/gradio_api/mcp/", json=tools, headers=accept).text
    assert "menu" in told
    assert not any(word in told for word in HIDDEN)
    assert httpx.post(f"{url}/gradio_api/mcp/", json=tools, headers=accept).status_code == 401


def test_what_another_sites_page_sends_is_turned_away(url: str) -> None:
    bob = logged_in(url, "bob")
    evil = {"origin": "http://evil.example"}
    for path in ("/gradio_api/call/ask", "/gradio_api/upload", "/footnote/login",
                 "/footnote/logout", "/gradio_api/queue/join"):  # fmt: skip
        assert bob.post(path, json={}, headers=evil).status_code == 403
    assert asked(bob, "documents")


def test_a_session_is_fresh_at_each_log_in_and_ends(url: str, home: Path) -> None:
    planted = Users(home / FILE)
    token = planted.begin(planted.of("bob"), Lifetime())
    victim = httpx.Client(base_url=url, cookies={"footnote-session": token})
    answer = victim.post("/footnote/login", data={"name": "ada", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert token not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert planted.in_session(token) is None
    ada = logged_in(url, "ada")
    assert ada.get("/footnote/logout").headers["location"] == "/"
    assert ada.get("/config").status_code == 200
    left = ada.post("/footnote/logout")
    assert left.status_code == 303
    assert '"storage"' in left.headers["clear-site-data"]
    ada.cookies.set("footnote-session", answer.cookies["footnote-session"])
    assert ada.get("/config").status_code == 200
    planted.put("ada", ["board"], PASSWORD)
    assert ada.get("/config").status_code == 401


def test_guessing_gets_slow(url: str) -> None:
    guesser = httpx.Client(base_url=url)
    tries = [
        guesser.post("/footnote/login", data={"name": "eve", "password": f"guess {number}"})
        for number in range(8)
    ]
    assert [one.status_code for one in tries][:4] == [401] * 4
    assert tries[-1].status_code == 429
    assert int(tries[-1].headers["retry-after"]) >= 1
    assert "wrong" in tries[0].text
    assert logged_in(url, "ada")
    huge = guesser.post("/footnote/login", content=b"name=ada&password=" + b"x" * 200_000)
    assert huge.status_code in {401, 429}


def test_an_upload_for_one_group_cannot_touch_anothers(url: str, hidden: str) -> None:
    ada, bob = logged_in(url, "ada"), logged_in(url, "bob")
    config = bob.get("/config").json()
    parts = {one["props"].get("elem_id"): one["id"] for one in config["components"]}
    events = config["dependencies"]
    event = next(one["id"] for one in events if one["inputs"][:1] == [parts["files"]])
    whom = next(one["id"] for one in events if one["outputs"] == [parts["audience"]])
    offered = page_event(bob, whom, [], session="bobs")
    assert "staff" in offered
    assert "board" not in offered

    def add(name: str, content: str, group: str, path: str | None = None) -> str:
        sent = bob.post("/gradio_api/upload", files={"files": (name, content.encode())})
        file = {
            "path": path or sent.json()[0],
            "orig_name": name,
            "meta": {"_type": "gradio.FileData"},
        }
        return page_event(bob, event, [[file], group], session="bobs")

    assert "Added" in add("minutes.txt", "The staff has soup.", "staff")
    assert "Added" not in add("minutes.txt", "Forged minutes.", "board")
    minutes = [one for one in asked(ada, "documents") if one["title"] == "minutes"]
    assert [one["document_id"] for one in minutes] == [hidden]
    assert asked(ada, "ask", QUESTION, None, [hidden])["citations"][0]["quote"] == SECRET


@pytest.mark.parametrize("name", ["/etc/passwd", "{home}/manifest.json", "{home}/incoming/../x",
                                  "http://127.0.0.1:9/x", "incoming/x"])  # fmt: skip
def test_a_file_that_was_not_uploaded_is_not_taken(url: str, home: Path, name: str) -> None:
    """Gradio would take any path of this machine from the browser, and fetch any address."""
    bob = logged_in(url, "bob")
    file = {"path": name.format(home=home), "meta": {"_type": "gradio.FileData"}}
    for path in ("queue/join", "call/ask", "run/ask", "component_server", "//queue//join"):
        for data in ([[file], "staff"], [{"deep": [{"er": file}]}]):
            body = {"data": data, "fn_index": 0, "session_hash": "x"}
            assert bob.post(f"/gradio_api/{path}", json=body).status_code == 403
    hidden = json.dumps({"data": [[file]]}).replace("gradio.File", "\\u0067radio.File")
    sent = bob.post("/gradio_api/queue/join", content=hidden)
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--host", "0.0.0.0", "--no-users", "--password", "walrus"), "for some groups only"),
        (("--trust-header", "X-User"), "--trust-proxy"),
        (("--users", "--password", "walrus"), "--password"),
    ],
)
def test_options_that_would_open_too_much(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    home = tmp_path / "home"
    (tmp_path / "minutes.txt").write_text(SECRET)
    with Corpus.open(home, empty=True) as corpus:
        corpus.add(tmp_path / "minutes.txt", groups=["board"])
    Users(home / FILE).put("ada", ["board"], PASSWORD)
    refused = subprocess.run(
        [sys.executable, "-m", "ui", "--home", str(home), "chat", "--no-open", *options],
        cwd=ROOT, capture_output=True, text=True, timeout=90, check=False, env=os.environ,
    )  # fmt: skip
    assert refused.returncode == 2
    assert words in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_page_behind_a_proxy_believes_it_alone(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "home"
    Corpus.open(own, empty=True).close()
    Users(own / FILE).put("ada", ["board"], None)
    options = ("--trust-header", "X-User", "--trust-proxy")
    process, url = started(own, *options, "127.0.0.1")
    try:
        assert httpx.get(f"{url}/config").status_code == 403
        assert httpx.get(f"{url}/config", headers={"x-user": "ada"}).status_code == 200
        assert httpx.get(f"{url}/config", headers={"x-user": "eve"}).status_code == 403
    finally:
        process.terminate()
        process.wait(30)
