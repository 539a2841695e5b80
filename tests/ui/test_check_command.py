"""`footnote check`: a file, a batch, and what can be wrong with either."""

import io
import json
from pathlib import Path

import pytest

from rag import BadInput, CheckedText, FileProblem
from ui.check_command import check_lines, needs_file, read


def test_a_bad_line_is_told_and_the_rest_goes_on() -> None:
    asked: list[tuple[str, str | None]] = []

    def check(text: str, document: str | None) -> CheckedText:
        asked.append((text, document))
        return CheckedText(sentences=(), citations=())

    lines = [
        b'{"id": 7, "text": "A.", "document": "B."}',
        b"nonsense",
        b"",
        b'{"id": "c", "text": 1}',
    ]
    output = io.StringIO()
    failures = [one for one in check_lines(lines, check, output) if one]
    records = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [record["id"] for record in records] == ["7", None, "c"]
    assert [bool(record["error"]) for record in records] == [False, True, True]
    assert [failure.line for failure in failures] == [2, 4]
    assert asked == [("A.", "B.")]


@pytest.mark.parametrize("content", [b"", b"\x00\x01"])
def test_a_file_that_holds_no_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(content)
    with pytest.raises(FileProblem, match=r"draft\.txt"):
        read(path)


def test_what_goes_together() -> None:
    needs_file(Path("a"), None, None)
    for given in ((None, None, None), (Path("a"), Path("b"), Path("c")), (None, Path("b"), None)):
        with pytest.raises(BadInput):
            needs_file(*given)
