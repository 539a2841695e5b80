"""What a run was made with, so that its figures can be made again."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from evals.cases import Dataset
from evals.run.digests import own_digests
from evals.run.system import System
from rag import Settings, __version__, examine

SCHEMA = 1
_PACKAGES = (
    "chromadb", "sentence-transformers", "torch", "transformers", "langchain", "xllamacpp",
)  # fmt: skip


def make_header(name: str, system: System, dataset: Dataset) -> dict[str, Any]:
    """The first line of a run's file. It holds no time, so that equal runs are equal files."""
    return {
        "schema": SCHEMA,
        "name": name,
        "system": system.describe(),
        "dataset": {
            "name": dataset.name,
            "sha256": dataset.digest,
            "cases": len(dataset.cases),
            "documents": len(dataset.documents),
        },
        "versions": {"python": platform.python_version(), **_versions()},
        "models": _models(),
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
        },
    }


def differing(there: dict[str, Any], here: dict[str, Any]) -> str:
    """What of two headers differs that could change an answer, in words; "" where nothing does."""
    parts = ("schema", "system", "dataset", "versions", "models")
    return ", ".join(part for part in parts if there.get(part) != here.get(part))


def _versions() -> dict[str, str]:
    found = {"footnote": __version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _models() -> dict[str, str]:
    """The embedding model, as `footnote doctor` has it, and the models that come trained."""
    found = {one.what: one.found for one in examine(Settings()) if one.what == "embedding model"}
    return {**found, **own_digests()}
