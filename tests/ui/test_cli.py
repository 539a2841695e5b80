"""The program as a user runs it: real processes, their output, errors and exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ARTICLE, ROOT, Footnote

ANSWER_KEYS = {
    "id", "question", "query", "status", "text", "confidence", "answerer", "sentences",
    "withheld", "citations", "retrieved", "timings_ms", "error",
}  # fmt: skip
CITATION_KEYS = {
    "number", "document_id", "title", "source", "page", "place", "start", "end", "quote",
    "answer_start", "answer_end",
}  # fmt: skip


def one_line(stderr: str) -> str:
    """The only line of an error, without the program's name."""
    (line,) = stderr.strip().splitlines()
    return line.removeprefix("footnote: ")


def test_asking_in_plain_words(footnote: Footnote, article_home: Path) -> None:
    done = footnote("ask", "When was the defence pact signed?", home=article_home)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "June 2023" in done.stdout
    assert re.search(
        r"^\[1\] North Korea, Russia and the war in Ukraine, characters 737 to", done.stdout, re.M
    )
    assert "\x1b" not in done.stdout


def test_asking_for_json(footnote: Footnote, article_home: Path) -> None:
    done = footnote("ask", "--json", "When was the defence pact signed?", home=article_home)
    answer = json.loads(done.stdout)
    assert set(answer) == ANSWER_KEYS
    assert answer["status"] == "answered" and answer["answerer"] == "quotes"
    text = ARTICLE.read_text(encoding="utf-8")
    for citation in answer["citations"]:
        assert set(citation) == CITATION_KEYS
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert all(set(one) == {"text", "citations", "support", "score"} for one in answer["sentences"])
    first = answer["retrieved"][0]
    assert set(first) == {"document_id", "start", "end", "score", "rank"} and first["rank"] == 1


def test_not_found_is_an_answer_with_exit_code_0(footnote: Footnote, article_home: Path) -> None:
    done = footnote("ask", "How do I bake bread?", home=article_home)
    assert done.returncode == 0
    assert done.stdout.startswith("The documents don't say.")
    assert "nearest passages" in done.stdout


def test_a_batch_answers_good_lines_and_reports_bad_ones(
    footnote: Footnote, article_home: Path, tmp_path: Path
) -> None:
    asked = tmp_path / "in.jsonl"
    asked.write_text(
        '{"id": "q1", "question": "When was the defence pact signed?"}\n'
        "this is not JSON\n"
        "\n"
        '{"id": "q3", "question": ""}\n'
        '{"id": "q4", "question": "And who signed it?", '
        '"history": [["When was the defence pact signed?", "June 2023"]]}\n'
        '{"id": 5, "text": "no question"}\n'
    )
    output = tmp_path / "out.jsonl"
    done = footnote("ask", "--batch", str(asked), "--output", str(output), home=article_home)
    rows = [json.loads(line) for line in output.read_text().splitlines()]
    assert done.returncode == 2
    assert [row["id"] for row in rows] == ["q1", None, "q3", "q4", "5"]
    assert [row["status"] for row in rows] == ["answered", "error", "error", "answered", "error"]
    assert all(set(row) == ANSWER_KEYS for row in rows)
    assert rows[1]["error"].startswith("line 2: not a question in JSON")
    assert rows[3]["query"].startswith("When was the defence pact signed?")
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == [
        "line 2",
        "line 4",
        "line 6",
    ]


def test_a_document_comes_and_goes(footnote: Footnote, tmp_path: Path) -> None:
    path = tmp_path / 'na"me <b>.md'
    text = "# The bridge\n\nIt collapsed in 1907.\n"
    path.write_text(text)
    assert footnote("init", "--empty").returncode == 0
    assert "added: The bridge" in footnote("add", str(path)).stdout
    assert "unchanged: The bridge" in footnote("add", str(path)).stdout
    (listed,) = json.loads(footnote("documents", "--json").stdout)
    assert set(listed) == {
        "document_id", "title", "source", "characters", "passages", "pages", "note",
    }  # fmt: skip
    assert listed["source"] == str(path) and listed["characters"] == len(text)
    assert footnote("show", listed["document_id"]).stdout == text
    assert "removed: The bridge" in footnote("remove", listed["document_id"]).stdout
    assert json.loads(footnote("documents", "--json").stdout) == []


def test_a_new_home_holds_the_article(footnote: Footnote) -> None:
    done = footnote("documents")
    assert "North Korea, Russia and the war in Ukraine" in done.stdout
    assert "f4694bc07d32a2c7" in done.stdout
    assert footnote("show", "f4694bc07d").stdout == ARTICLE.read_text(encoding="utf-8")


BAD = {
    ("ask",): "give a question",
    ("ask", ""): "the question is empty",
    ("ask", "x" * 100_000): "100,000 characters",
    ("ask", "--answerer", "nobody", "Why?"): "no answerer",
    ("ask", "--batch", "gone.jsonl", "--output", "o"): "gone.jsonl",
    ("ask", "--output", "o", "Why?"): "--output goes with --batch",
    ("add", "gone.txt"): "no such file",
    ("add",): "Missing argument",
    ("show", "zzz"): "footnote documents",
    ("remove", "zzz"): "footnote documents",
    ("frobnicate",): "No such command",
    ("ask", "--frob", "x"): "No such option",
}


@pytest.mark.parametrize("arguments", BAD, ids=lambda words: " ".join(words)[:30])
def test_wrong_usage_is_one_line_and_exit_code_2(
    footnote: Footnote, article_home: Path, arguments: tuple[str, ...]
) -> None:
    done = footnote(*arguments, home=article_home)
    assert done.returncode == 2
    assert BAD[arguments] in one_line(done.stderr)
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "save it as .docx"),
        ("bin.txt", b"\x00\x01", "binary"),
        ("a.pdf", b"%PDF", "it is no PDF"),
    ],
)
def test_a_file_that_cannot_be_read(
    footnote: Footnote, article_home: Path, tmp_path: Path, name: str, raw: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    done = footnote("add", str(tmp_path / name), home=article_home)
    assert done.returncode == 2
    assert says in one_line(done.stderr)


def test_a_folder_without_readable_files(
    footnote: Footnote, article_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = footnote("add", str(tmp_path / "empty"), home=article_home)
    assert done.returncode == 2 and "no readable file" in one_line(done.stderr)


def test_good_files_get_in_beside_a_bad_one(footnote: Footnote, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("It collapsed in 1907.")
    footnote("init", "--empty")
    done = footnote("add", str(tmp_path / "good.txt"), str(tmp_path / "gone.txt"))
    assert done.returncode == 1
    assert "added: good" in done.stdout and "gone.txt" in one_line(done.stderr)
    assert len(json.loads(footnote("documents", "--json").stdout)) == 1


def test_a_home_that_cannot_be_written(footnote: Footnote, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = footnote("ask", "Why?", home=tmp_path / "file" / "home")
    assert done.returncode == 2 and "--home" in one_line(done.stderr)


def test_debug_shows_the_traceback(footnote: Footnote, article_home: Path) -> None:
    done = footnote("--debug", "show", "zzz", home=article_home)
    assert "Traceback" in done.stderr and done.returncode != 0


def test_doctor_and_version(footnote: Footnote, article_home: Path) -> None:
    done = footnote("doctor", home=article_home)
    assert done.returncode == 0
    assert "SHA-256 53aa51172d14" in done.stdout
    assert footnote("--version").stdout == "footnote 0.1.0\n"


@pytest.mark.parametrize(
    "command", ["ask", "add", "chat", "documents", "show", "remove", "init", "doctor"]
)
def test_each_help_has_an_example(footnote: Footnote, command: str) -> None:
    assert (
        f"Example: footnote {'' if command != 'init' else '--home notes '}{command}"
        in footnote(command, "--help").stdout
    )


NO_NETWORK = """
import socket, sys
def refused(self, address, *rest):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        raise AssertionError(f"a socket was opened to {address}")
    return real(self, address, *rest)
real = socket.socket.connect
socket.socket.connect = refused
socket.socket.connect_ex = refused
socket.getaddrinfo = lambda *a, **k: (_ for _ in ()).throw(AssertionError(f"looked up {a[0]}"))
from ui.cli import main
sys.argv = ["footnote", *sys.argv[1:]]
main()
"""


def test_nothing_reaches_for_the_network(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It collapsed in 1907.")
    environment = os.environ | {"FOOTNOTE_HOME": str(tmp_path / "home"), "OPENAI_API_KEY": "sk-x"}
    for arguments in (
        ["add", str(tmp_path / "a.txt")],
        ["ask", "When was the defence pact signed?"],
        ["show", "f4694bc07d32a2c7"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", NO_NETWORK, *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
