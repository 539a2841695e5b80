"""What tests share: the real model, loaded once, and indexes to ask."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from rag import Corpus, ModelProblem, Models
from rag.embed import Embedder

os.environ.pop("FOOTNOTE_HOME", None)
settings.register_profile(
    "footnote",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("footnote")

ROOT = Path(__file__).parent.parent
# The processes that share the tests inherit what the first of them found here.
MODELS = Path(
    os.environ.setdefault(
        "FOOTNOTE_TEST_MODELS", os.environ.get("FOOTNOTE_MODELS", str(ROOT / "build" / "models"))
    )
)
os.environ["FOOTNOTE_MODELS"] = str(ROOT / "build" / "no-models")
ARTICLE = ROOT / "corpus" / "article.txt"


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder.load()


@pytest.fixture(scope="session")
def article_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the shipped article and is not open."""
    home = tmp_path_factory.mktemp("article")
    Corpus.open(home).close()
    return home


@pytest.fixture(scope="module")
def article(article_home: Path) -> Iterator[Corpus]:
    """The shipped article, to be asked but not changed."""
    with Corpus.open(article_home) as corpus:
        yield corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """An index of the test's own, without documents."""
    with Corpus.open(tmp_path / "home", empty=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def smollm2() -> Path:
    """A small language model, for the real path: from the cache, or fetched into it."""
    try:
        MODELS.mkdir(parents=True, exist_ok=True)
        with FileLock(MODELS / ".tests.lock"):
            return Models(MODELS).add("smollm2-135m").path
    except ModelProblem as error:
        if os.environ.get("FOOTNOTE_LLM") == "required":
            raise
        pytest.skip(str(error))


Footnote = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def footnote(tmp_path: Path) -> Footnote:
    """The program as a user runs it: a real process, in a home of the test's own."""

    def run(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ui", "--home", str(home or tmp_path / "home"), *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=120,
            check=False,
        )

    return run
