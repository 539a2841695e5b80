"""The pytest plug-in, as another project's tests use it."""

import subprocess
import sys
from pathlib import Path

import pytest

from evals.plugin import assert_at_least
from tests.conftest import ROOT
from tests.evals.rows import case, made_run, refused, row


def test_a_case_file_is_collected_as_tests(small: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "evals.plugin", "--collect-only", "-q",
         "--rootdir", str(small.parent), "--footnote-cases", str(small), str(small)],
        capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, check=False,
    )  # fmt: skip
    assert "sea-0" in found.stdout
    assert "6 tests collected" in found.stdout


def test_a_file_that_is_no_case_file_is_told_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("{}\n")
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "evals.plugin", "-q", "--rootdir", str(tmp_path),
         "--footnote-cases", str(path), str(path)],
        capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, check=False,
    )  # fmt: skip
    assert "line 1: not a case" in found.stdout + found.stderr
    assert "Traceback" not in found.stdout + found.stderr
    assert found.returncode != 0


def test_the_plugin_imports_nothing_heavy() -> None:
    program = "import evals.plugin, sys; print(*sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not {"numpy", "scipy", "pydantic", "rag", "rich"} & set(printed)


def test_a_threshold_is_held_against_the_interval() -> None:
    rows = [row(case(f"c{n}", cluster=str(n))) for n in range(20)]
    rows[:5] = [row(one.case, refused()) for one in rows[:5]]
    run = made_run("a", rows)
    assert_at_least(run, "right", 0.8)
    with pytest.raises(AssertionError, match=r"right is 0\.750, between"):
        assert_at_least(run, "right", 0.99)
