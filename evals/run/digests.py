"""Digests of the models that answer, for a run's header."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

from rag import BadInput, Models

_OWN = {"reader": "reader/weights.safetensors", "check": "check/weights.safetensors"}


def own_digests() -> dict[str, str]:
    """SHA-256 of the trained models that come with the library, as far as they are there."""
    found = {name: files("rag") / place for name, place in _OWN.items()}
    return {name: _digest(Path(str(path))) for name, path in found.items() if path.is_file()}


def local_digest(answerer: str) -> dict[str, str]:
    """SHA-256 of the file of a local answerer's model, by its name; nothing for other answerers.

    Raises:
        BadInput: the model isn't here.
    """
    kind, _, name = answerer.partition(":")
    if kind != "local":
        return {}
    models = Models()
    model = models.find(name) if name else models.default()
    if model is None:
        raise BadInput(
            f'no model for the answerer "{answerer}" is set up: `footnote models` lists those '
            "that can be fetched"
        )
    return {model.name: _digest(model.path)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"SHA-256 {hashlib.file_digest(file, 'sha256').hexdigest()}"
