"""The files of a deployment, read closely: there is not always a container engine at hand."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.chroma_server import ChromaServer
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
# From the Compose Specification: what a service may say, as far as this file may ever need it.
KEYS = {
    *("build", "image", "command", "volumes", "healthcheck", "networks", "restart", "init"),
    *("cap_drop", "security_opt", "depends_on", "environment", "ports", "user", "read_only"),
}
TIME = re.compile(r"\d+(ms|s|m|h)")


def dockerfile() -> Iterator[tuple[str, str]]:
    """Each instruction with what follows it, lines that go on put together."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name, rest.strip()


def test_every_part_says_only_what_compose_knows() -> None:
    assert set(COMPOSE) == {"name", "services", "networks", "volumes"}
    for name, service in SERVICES.items():
        assert set(service) <= KEYS, name
        assert service["image"] == "footnote"
        for part in ("volumes", "networks"):
            named = [one.split(":")[0] for one in service[part]]
            assert set(named) <= set(COMPOSE[part]), (name, part)
        check = service["healthcheck"]
        assert set(check) == {"test", "interval", "timeout", "retries", "start_period"}
        assert all(TIME.fullmatch(check[one]) for one in ("interval", "timeout", "start_period"))
        assert check["test"][0] == "CMD"


def test_the_page_waits_for_a_store_that_is_well() -> None:
    for service in SERVICES.values():
        for name, condition in service.get("depends_on", {}).items():
            assert condition == {"condition": "service_healthy"}
            assert "healthcheck" in SERVICES[name]


def test_chroma_is_reached_by_the_page_alone() -> None:
    assert "ports" not in SERVICES["store"]
    assert SERVICES["store"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["page"]["ports"] == ["127.0.0.1:7860:7860"]


def test_the_image_copies_what_is_there_and_is_not_root() -> None:
    told = list(dockerfile())
    assert told[0][0] == "FROM"
    assert {name for name, _ in told} <= {
        *("FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "EXPOSE", "CMD")
    }
    for name, rest in told:
        if name == "COPY":
            assert all((ROOT / source).exists() for source in shlex.split(rest)[:-1]), rest
    assert dict(told)["USER"] == "footnote"
    owned = next(rest for name, rest in told if "install --directory" in rest)
    for service in SERVICES.values():
        for volume in service["volumes"]:
            assert volume.split(":")[1] in shlex.split(owned), "a volume that can't be written"


def test_the_commands_are_ones_that_the_programs_know() -> None:
    page = json.loads(dict(dockerfile())["CMD"])
    helped = subprocess.run(
        [sys.executable, "-m", "ui", "chat", "--help"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    ).stdout  # fmt: skip
    assert page[:2] == ["footnote", "chat"]
    for option in page[2:]:
        if option.startswith("--"):
            assert re.search(rf"{option}\b", helped), option


@pytest.mark.parametrize("service", ["store", "page"])
def test_a_health_check_tells_well_from_ill(service: str, tmp_path: Path) -> None:
    """The very commands, against real servers on other ports."""
    _, _, *command = SERVICES[service]["healthcheck"]["test"]

    def is_well(url: str) -> bool:
        script = re.sub(r"http://127\.0\.0\.1:\d+", url, command[1])
        return not subprocess.run(
            [sys.executable, command[0], script], check=False, stderr=subprocess.DEVNULL
        ).returncode

    if service == "store":
        with ChromaServer(tmp_path) as chroma:
            assert is_well(chroma.url)
        assert not is_well(chroma.url)
        return
    for ready in (True, False):
        with alive(ready=ready) as url:
            assert is_well(url) is ready


class alive:  # noqa: N801 (read as a word in `with`)
    """Something that answers as the page does while its models load, or afterwards."""

    def __init__(self, *, ready: bool) -> None:
        body = json.dumps({"boot": "b", "ready": ready}).encode()

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._server = HTTPServer(("127.0.0.1", 0), Answer)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
