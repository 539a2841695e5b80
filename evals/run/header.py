"""What a run was made with, so that its figures can be made again."""

from __future__ import annotations

import hashlib
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from evals.cases import Dataset
from evals.run.system import System
from rag import Settings, __version__, examine

SCHEMA = 1
_PACKAGES = ("footnote", "chromadb", "sentence-transformers", "torch", "transformers", "langchain")
_READER = "reader/weights.safetensors"


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
    for name in _PACKAGES[1:]:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _models() -> dict[str, str]:
    """Every model that the program knows of, with what `footnote doctor` says of it."""
    found = {one.what: one.found for one in examine(Settings()) if "model" in one.what}
    weights = files("rag") / _READER
    if weights.is_file():
        found["reader"] = f"SHA-256 {hashlib.sha256(weights.read_bytes()).hexdigest()}"
    return found
