"""Volumes as the store keeps them: searched as one, and few of them in memory."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag import HomeProblem
from rag.chroma import Chroma
from rag.embed import Vectors
from rag.store import Store
from rag.types import DocumentInfo, Passage, Span


def passages_of(document_id: str, number: int) -> list[Passage]:
    return [
        Passage(
            id=f"{document_id}-{n:06d}",
            document_id=document_id,
            span=Span(start=10 * n, end=10 * n + 10),
            text=f"{n:09d}.",
            sentences=(Span(start=10 * n, end=10 * n + 10),),
        )
        for n in range(number)
    ]


def info_of(document_id: str, number: int) -> DocumentInfo:
    return DocumentInfo(
        id=document_id, title=document_id, source=document_id, characters=1, passages=number
    )


def drawn(number: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(number, 384)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_nearest_of_several_volumes_are_those_of_one(tmp_path: Path) -> None:
    found = {}
    for volume in (None, 50):
        chroma = Chroma.embedded(tmp_path / str(volume), volume=volume)
        store = Store(chroma)
        for number, document_id in enumerate("abc"):
            store.write(passages_of(document_id, 77), drawn(77, number))
            store.commit([info_of(document_id, 77)])
        names = [name for name, _ in chroma.names() if name.startswith("passages")]
        assert len(names) == (5 if volume else 1)
        found[volume] = [
            [(one.passage.id, one.similarity) for one in store.search(v, limit=40, documents=those)]
            for v in drawn(20, 9)
            for those in (None, ["b"], ["a", "c"])
        ]
        chroma.close()
    assert found[50] == found[None]


def test_a_full_volume_leaves_memory(tmp_path: Path) -> None:
    chroma = Chroma.embedded(tmp_path / "chroma", volume=50)
    store = Store(chroma)
    for first in range(0, 200, 25):
        part = slice(first, first + 25)
        store.write(passages_of("a", 200)[part], drawn(200)[part])
        loaded = [name for name in chroma.awake() if name.startswith("passages")]
        assert len(loaded) == 1
    chroma.close()


@pytest.mark.parametrize("how", ["cleared", "removed", "counted"])
def test_what_goes_through_all_volumes_leaves_few_in_memory(tmp_path: Path, how: str) -> None:
    chroma = Chroma.embedded(tmp_path / "chroma", volume=50)
    store = Store(chroma)
    store.write(passages_of("a", 250), drawn(250))
    if how != "cleared":
        store.commit([info_of("a", 250)])
    chroma.close()
    chroma = Chroma.embedded(tmp_path / "chroma", volume=50)
    store = Store(chroma)
    store.tidy()
    if how == "removed":
        store.remove("a")
    assert len([name for name in chroma.awake() if name.startswith("passages")]) <= 2
    assert store._passages.count() == (250 if how == "counted" else 0)
    chroma.close()


def test_a_client_that_could_not_be_opened_is_opened_at_the_next_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chroma = Chroma.embedded(tmp_path / "chroma", volume=5)
    store = Store(chroma)
    store.write(passages_of("a", 5), drawn(5))
    connect: Callable[[], object] = chroma._connect

    def fail() -> None:
        raise OSError("no room")

    monkeypatch.setattr(chroma, "_connect", fail)
    with pytest.raises(OSError, match="no room"):
        store.write(passages_of("b", 5), drawn(5))
    monkeypatch.setattr(chroma, "_connect", connect)
    store.write(passages_of("b", 7), drawn(7))
    store.commit([info_of("b", 7)])
    assert len(store.passages("b")) == 7
    chroma.close()


def test_files_that_go_while_the_client_rests_are_not_begun_anew(tmp_path: Path) -> None:
    chroma = Chroma.embedded(tmp_path / "chroma", volume=5)
    store = Store(chroma)
    chroma.rest()
    shutil.rmtree(tmp_path / "chroma")
    with pytest.raises(HomeProblem, match="footnote rebuild"):
        store.passages("a")
    assert not (tmp_path / "chroma").exists()
