"""A pytest plug-in: a case file as tests, and a threshold as an assertion on the interval.

It does nothing, and imports nothing heavy, until a test asks for the fixture `footnote_run` or a
file is collected with `--footnote-cases FILE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from evals.run import Run


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("footnote", "answers over documents")
    group.addoption("--footnote-cases", metavar="FILE", help="ask each case of this file as a test")
    group.addoption("--footnote-documents", metavar="DIR", help="the texts of those cases")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the case file that was named."""
    named = parent.config.getoption("--footnote-cases")
    if named and Path(named).resolve() == file_path:
        found: CaseFile = CaseFile.from_parent(parent, path=file_path)
        return found
    return None


class CaseFile(pytest.File):
    """A case file whose cases are tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test a case."""
        from evals.cases import load_dataset
        from rag import BadInput

        folder = self.config.getoption("--footnote-documents")
        try:
            dataset = load_dataset(self.path, documents=Path(folder) if folder else None)
        except BadInput as error:
            raise pytest.UsageError(str(error)) from None
        asked: dict[str, Any] = {}
        for case in dataset.cases:
            yield CaseTest.from_parent(self, name=case.id, dataset=dataset, asked=asked)


class CaseTest(pytest.Item):
    """One case: it passes when it is done right. The run is made once, by the first of them."""

    def __init__(self, *, dataset: Any, asked: dict[str, Any], **known: Any) -> None:
        super().__init__(**known)
        self._dataset, self._asked = dataset, asked

    def runtest(self) -> None:
        """Hold the case's answer against it."""
        from evals.scorers.refusal import RIGHT

        if not self._asked:
            run = _ask(self._dataset, self.config)
            self._asked.update({row.case.id: row for row in run.rows})
        row = self._asked[self.name]
        if RIGHT.value(row) == 0.0:
            shown = row.given.error or row.given.text or "(the documents don't say)"
            pytest.fail(f"{row.case.question}\nanswered: {shown}", pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands."""
        return self.path, None, f"case {self.name}"


@pytest.fixture
def footnote_run(tmp_path: Path) -> Callable[..., Run]:
    """Ask a case file: `footnote_run("cases.jsonl", answerer="quotes", candidates="40")`."""

    def ask(cases: str | Path, *, answerer: str = "quotes", **settings: str) -> Run:
        from evals.cases import load_dataset
        from evals.run import RunOptions, run
        from evals.run.footnote import FootnoteSystem

        system = FootnoteSystem(answerer=answerer, overrides=settings)
        return run(load_dataset(cases), system, RunOptions(name="test", runs=tmp_path)).run

    return ask


def assert_at_least(run: Run, metric: str, least: float) -> None:
    """Assert that a metric is at least so good, beyond noise: the interval, not the figure.

    Fails where the whole interval lies on the wrong side of `least`, so that chance fails one
    test in forty and no more. For a metric where lower is better, `least` is the most.
    """
    from evals.compare.measure import measure
    from evals.scorers import metric_named

    known = metric_named(metric)
    found = measure(known, run.rows)
    assert found is not None, f"no row has the metric {metric}"
    assert found.low is not None, f"{metric}: one cluster gives no interval to assert on"
    assert found.high is not None
    bad = found.high < least if known.better == 1 else found.low > least
    words = f"{metric} is {found.value:.3f}, between {found.low:.3f} and {found.high:.3f}"
    assert not bad, f"{words}; {least} was asked for"


def _ask(dataset: Any, config: pytest.Config) -> Run:
    import tempfile

    from evals.run import RunOptions, run
    from evals.run.footnote import FootnoteSystem

    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    return run(dataset, FootnoteSystem(), RunOptions(name="test", runs=Path(folder.name))).run
