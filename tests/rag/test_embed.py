"""Vectors: the same as sentence-transformers', of nothing but their texts, on any processor."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

import rag.embed
from rag.embed import Embedder, Vectors, packaged_model_folder
from rag.errors import ModelDamaged
from rag.minilm import MiniLM

NEAR = 0.9998
"""The least cosine that rounding to bfloat16 leaves."""
_WORDS = "the bridge over river was painted red when Anna Müller crossed it in 1984 東京 ٣".split()


def _texts() -> list[str]:
    chance = random.Random(5)
    lengths = [0, 1, 13, 14, 15, 30, 60, 130, 400, *(chance.randrange(1, 200) for _ in range(40))]
    return [" ".join(chance.choices(_WORDS, k=length)) for length in lengths]


@pytest.fixture(scope="module")
def named() -> Embedder:
    """The same model as one that a person names: sentence-transformers computes it."""
    return Embedder.load(str(packaged_model_folder()))


@pytest.fixture(scope="module")
def exact() -> Vectors:
    """What sentence-transformers itself says, in float32."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_model_folder()), device="cpu", local_files_only=True)
    vectors: Vectors = model.encode(_texts(), normalize_embeddings=True)
    return vectors


def _cosines(one: Vectors, other: Vectors) -> Vectors:
    found: Vectors = (one * other).sum(axis=1)
    return found


def test_vectors_are_those_of_sentence_transformers(
    embedder: Embedder, named: Embedder, exact: Vectors
) -> None:
    texts = _texts()
    assert named.digest and named.digest != embedder.digest
    assert named.dimension == embedder.dimension == exact.shape[1]
    for found in (embedder, named):
        assert _cosines(found.embed(texts), exact).min() > NEAR
        asked = np.stack([found.embed_query(text) for text in texts[:12]])
        assert _cosines(asked, exact[:12]).min() > NEAR


def test_a_processor_that_packs_nothing_computes_the_same(
    exact: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.transformer.packable", lambda precision: False)
    monkeypatch.setattr(rag.embed, "_computes_bfloat16", lambda: False)
    plain = Embedder.load()
    assert plain.precision == "float32"
    assert np.allclose(plain.embed(_texts()), exact, atol=1e-5)


@pytest.mark.parametrize("kind", ["embedder", "named"])
def test_a_vector_does_not_hang_on_what_is_embedded_with_it(
    kind: str, request: pytest.FixtureRequest
) -> None:
    found: Embedder = request.getfixturevalue(kind)
    texts = _texts()
    together = found.embed(texts)
    chance = random.Random(6)
    for size in (1, 3, 20):
        some = chance.sample(range(len(texts)), size)
        assert np.array_equal(found.embed([texts[number] for number in some]), together[some])
    assert found.embed([]).shape == (0, found.dimension)


def test_progress_counts_every_text_once(embedder: Embedder) -> None:
    told: list[int] = []
    embedder.embed(_texts(), on_progress=told.append)
    assert told == sorted(set(told))
    assert told[-1] == len(_texts())


def test_a_model_whose_words_are_missing_is_said_to_be_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(packaged_model_folder(), tmp_path / "model")
    (tmp_path / "model" / "tokenizer.json").write_text("{")
    monkeypatch.setattr(rag.embed, "packaged_model_folder", lambda: tmp_path / "model")
    with pytest.raises(ModelDamaged, match="reinstall"):
        Embedder.load()


def test_a_text_is_cut_where_the_model_was_trained_to_end() -> None:
    model = MiniLM(packaged_model_folder(), torch.float32)
    (cut,) = model.tokens(["word " * 1000])
    assert len(cut) == 256
    assert cut[0] == 101
    assert cut[-1] == 102
