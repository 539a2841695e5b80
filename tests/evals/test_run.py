"""Runs of other people's systems: killed, crashing, hanging, half silent; and over HTTP."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evals.cases import load_dataset
from evals.run import RunOptions, load_run, run
from evals.run.batch import BatchSystem
from evals.run.command import LineSystem
from evals.run.footnote import FootnoteSystem
from evals.run.http import HttpSystem
from evals.run.system import System
from rag import BadInput
from tests.conftest import ROOT
from tests.evals.conftest import Eval

_SYSTEM = """
import json, sys, time
for line in sys.stdin:
    asked = json.loads(line)
    with open({log!r}, "a") as log:
        log.write(asked["id"] + "\\n")
    {before}
    answer = {{"id": asked["id"], "status": "answered", "text": asked["question"]}}
    print(json.dumps(answer), flush=True)
"""


def _lines(tmp_path: Path, before: str = "pass", *, timeout: float = 20) -> LineSystem:
    script = tmp_path / "system.py"
    script.write_text(_SYSTEM.format(log=str(tmp_path / "asked"), before=before))
    return LineSystem(command=f"{sys.executable} {script}", timeout=timeout)


def _options(tmp_path: Path, name: str = "a", **known: bool) -> RunOptions:
    return RunOptions(name=name, runs=tmp_path / "runs", **known)


def test_killed_five_times_the_file_is_the_same_and_nothing_is_asked_twice(
    tmp_path: Path,
) -> None:
    system = _lines(tmp_path, "time.sleep(0.02)")
    command = [sys.executable, "-m", "evals", "run", "--name", "a", "--lines", system.command]
    journal = tmp_path / "killed" / "a" / "journal.jsonl"
    luck = random.Random(4)
    for _ in range(5):
        before = journal.stat().st_size if journal.exists() else 0
        process = subprocess.Popen(
            [*command, "--runs", str(tmp_path / "killed")], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        while not journal.exists() or journal.stat().st_size <= before:
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(luck.random() * 0.3)
        process.kill()
        process.wait()
        with journal.open("ab") as file:
            file.write(b'{"id": "torn')
    times = len((tmp_path / "asked").read_text().split())
    assert times < 126
    for place in ("killed", "undisturbed"):
        run(load_dataset("article"), system, RunOptions(name="a", runs=tmp_path / place))
    files = [
        (tmp_path / place / "a" / "run.jsonl").read_bytes() for place in ("killed", "undisturbed")
    ]
    assert files[0] == files[1]
    asked = Counter((tmp_path / "asked").read_text().split())
    again = sum(count > 2 for count in asked.values())
    assert again <= 5, "no more than the one that was in the air at each kill"


def test_a_run_that_is_complete_asks_nothing_and_another_is_refused(
    tmp_path: Path, small: Path
) -> None:
    dataset = load_dataset(small)
    run(dataset, _lines(tmp_path), _options(tmp_path))
    run(dataset, _lines(tmp_path), _options(tmp_path))
    assert len((tmp_path / "asked").read_text().split()) == 6
    with pytest.raises(BadInput, match="made with another system: name a new run"):
        run(dataset, FootnoteSystem(), _options(tmp_path))
    with pytest.raises(BadInput, match="made with another dataset"):
        run(load_dataset("lincoln"), _lines(tmp_path), _options(tmp_path))
    run(dataset, _lines(tmp_path), _options(tmp_path, fresh=True))
    assert len((tmp_path / "asked").read_text().split()) == 12


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ("if asked['id'] == 'sky-0': sys.exit(3)", "the command has ended"),
        ("if asked['id'] == 'sky-0': time.sleep(60)", "no answer within 1 s"),
        ("if asked['id'] == 'sky-0': print('{'); continue", "not JSON"),
        ("if asked['id'] == 'sky-0': print('{\"status\": NaN}'); continue", "NaN"),
    ],
)
def test_a_system_that_fails_at_a_case_goes_on_with_the_next(
    tmp_path: Path, small: Path, before: str, says: str
) -> None:
    made = run(load_dataset(small), _lines(tmp_path, before, timeout=1), _options(tmp_path)).run
    (failed,) = [row for row in made.rows if row.given.failed]
    assert failed.case.id == "sky-0"
    assert says in str(failed.given.error)
    assert len(made.rows) == 6
    good = run(load_dataset(small), _lines(tmp_path, timeout=1), _options(tmp_path, retry=True))
    assert good.run.failed == 0


def test_a_batch_that_answers_half_the_cases_and_some_of_nobodys(
    tmp_path: Path, small: Path
) -> None:
    script = tmp_path / "batch.py"
    script.write_text(
        "import json, sys\n"
        "lines = [json.loads(line) for line in open(sys.argv[1])]\n"
        "with open(sys.argv[2], 'w') as out:\n"
        "    for line in [*lines[:3], {'id': 'nobody'}, lines[0]]:\n"
        "        out.write(json.dumps({'id': line['id'], 'status': 'not_found'}) + '\\n')\n"
    )
    command = f"{sys.executable} {script} {{input}} {{output}}"
    made = run(load_dataset(small), BatchSystem(command=command, timeout=20), _options(tmp_path))
    assert made.run.failed == 3
    assert len(made.stray) == 2
    assert "ended with 0 and no answer" in str(made.run.rows[-1].given.error)
    with pytest.raises(BadInput, match=r"needs {input} and {output}"):
        BatchSystem(command="mine", timeout=1)


@pytest.mark.parametrize("system", [LineSystem(command="no-such-program", timeout=1)])
def test_a_command_that_is_not_there(tmp_path: Path, small: Path, system: System) -> None:
    with pytest.raises(BadInput, match="can't be started"):
        run(load_dataset(small), system, _options(tmp_path))


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["id"] == "sky-x":
            self.send_error(500)
            return
        place = {"document_id": "sea", "start": 0, "end": 19, "quote": "Salt is in the sea."}
        answer = {
            "id": asked["id"],
            "status": "answered",
            "text": "Salt.",
            "citations": [{"number": 1, **place}],
        }
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ask"
    server.shutdown()


def test_an_endpoint_several_at_a_time(tmp_path: Path, small: Path, endpoint: str) -> None:
    system = HttpSystem(url=endpoint, timeout=5, jobs=4)
    made = run(load_dataset(small), system, _options(tmp_path)).run
    assert [row.case.id for row in made.rows] == [case.id for case in made.dataset.cases]
    assert made.rows[0].given.citations[0].document == "sea"
    assert "said 500" in str(made.rows[-1].given.error)
    assert load_run("a", tmp_path / "runs").failed == 1
    with pytest.raises(BadInput, match="give an address"):
        HttpSystem(url="nowhere", timeout=1)


def test_an_answerer_that_is_not_there_is_bad_input_and_leaves_no_run(
    tmp_path: Path, small: Path, footnote_eval: Eval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_MODELS", str(tmp_path / "no-models"))
    monkeypatch.setenv("FOOTNOTE_STORE", "http://127.0.0.1:9")
    for answerer in ("nobody:nothing", "local", "local:nothing"):
        told = footnote_eval("run", "--name", "a", "--dataset", small, "--answerer", answerer)
        assert told.code == 2, answerer
        assert len(told.said.splitlines()) == 1
    told = footnote_eval("run", "--name", "a", "--dataset", small, "--lines", "no-such-program")
    assert told.code == 2
    done = footnote_eval("run", "--name", "a", "--dataset", small)
    assert done.code == 0, "another answerer may take the name, and no shared store is written to"
    header = json.loads((tmp_path / "runs/a/run.jsonl").read_text().split("\n")[0])["run"]
    assert "store_key" not in header["system"]["settings"]
    assert {"embedding model", "reader", "check"} <= set(header["models"])


def test_what_is_kept_of_a_run_says_nothing_of_where_it_ran(
    article_run: object, runs: Path
) -> None:
    text = (runs / "article" / "run.jsonl").read_text()
    assert str(runs) not in text
    assert not (runs / "article" / "home").exists()


def test_exit_codes_tell_bad_input_from_failing(
    tmp_path: Path, small: Path, footnote_eval: Eval
) -> None:
    system = _lines(tmp_path, "if asked['id'] == 'sky-0': sys.exit(3)")
    failed = footnote_eval("run", "--name", "a", "--dataset", small, "--lines", system.command)
    assert failed.code == 1
    assert "1 of 6 cases got no answer and count as wrong; sky-0" in failed.said
    bad = footnote_eval("run", "--name", "b", "--set", "taste=good")
    assert bad.code == 2
    assert bad.said.startswith('footnote eval: no setting "taste"')
    assert footnote_eval("compare", "a", "a", "--gate").code == 0
    assert footnote_eval("compare", "a", "nobody").code == 2
    assert footnote_eval("compare", "a").code == 2
