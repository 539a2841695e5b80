"""Whatever happens to an index, it opens again with each document whole or absent."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Corpus, Progress
from rag.chroma import Chroma
from rag.chunk import chunk
from rag.embed import Embedder
from rag.load import load
from rag.store import Store
from tests.conftest import ROOT

QUESTION = "How many workers were killed when the bridge collapsed?"
TEXTS = {
    "bridge": "The bridge at Quebec collapsed in 1907. Seventy-five workers were killed that day.",
    "honey": "Bees make honey from nectar. A hive keeps fifty thousand bees in summer.",
    "mill": "The mill at Lowell burned down. Eleven workers were killed, and the bridge too.",
}


class Crash(BaseException):
    """The moment at which the process would have died."""


def answers(corpus: Corpus) -> tuple[object, ...]:
    """All that a user could see of an index."""
    documents = corpus.documents()
    return (
        [(info.id, info.title, corpus.document(info.id).text) for info in documents],
        corpus.ask(QUESTION),
        corpus.search("honey", limit=50),
    )


STEP = st.tuples(
    st.sampled_from(["add", "crash before the record", "crash after the record", "remove"]),
    st.sampled_from(["1.txt", "2.txt"]),
    st.sampled_from(sorted(TEXTS)),
)


@settings(max_examples=15)
@given(steps=st.lists(STEP, min_size=1, max_size=6))
def test_any_sequence_of_changes_and_crashes_answers_like_a_fresh_index(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("model")
    expected: dict[str, str] = {}
    corpus = Corpus.open(folder / "home", empty=True)
    for what, name, text in steps:
        path = folder / name
        if what == "remove":
            for info in corpus.documents():
                if info.source == str(path.resolve()):
                    corpus.remove(info.id)
                    gone = expected[name]
                    expected = {n: t for n, t in expected.items() if t != gone}
            continue
        path.write_text(TEXTS[text])
        if what == "add":
            corpus.add(path)
            expected[name] = text
            continue
        if crash_while_adding(corpus, path, after=what.startswith("crash after")):
            expected[name] = text
        corpus.close()
        corpus = Corpus.open(folder / "home")
    fresh_folder = tmp_path_factory.mktemp("fresh")
    with Corpus.open(fresh_folder / "home", empty=True) as fresh:
        for name, text in expected.items():
            path = folder / name
            path.write_text(TEXTS[text])
            fresh.add(path)
        assert answers(corpus) == answers(fresh)
    corpus.close()


def crash_while_adding(corpus: Corpus, path: Path, *, after: bool) -> bool:
    """Stop an add at its commit; tells whether the new version had been committed."""
    store = corpus._index.store
    record = store._records.upsert
    done = False

    def crash(**values: object) -> None:
        nonlocal done
        if after:
            record(**values)  # type: ignore[arg-type]
            done = True
        raise Crash

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_records", _Crashing(crash))
        try:
            corpus.add(path)
        except Crash:
            return done
    return True


class _Crashing:
    def __init__(self, upsert: object) -> None:
        self.upsert = upsert


@pytest.mark.parametrize("text", ["bridge", "honey"])
@pytest.mark.parametrize("groups", [[], ["board"]])
@pytest.mark.parametrize("moment", ["before it is taken away", "after it"])
def test_a_crash_while_a_file_moves_to_others_leaves_it_with_them_alone(
    tmp_path: Path, text: str, groups: list[str], moment: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXTS["bridge"])
    others = [] if groups else ["board"]
    with Corpus.open(tmp_path / "home", empty=True) as corpus:
        corpus.add(path, groups=others)
        path.write_text(TEXTS[text])
        before, after = (corpus._index.shelves.of(frozenset(g)).store for g in (others, groups))
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash):
            if moment == "before it is taken away":
                patch.setattr(before, "remove_source", crash)
            else:
                commit = after.commit
                patch.setattr(
                    after, "commit", lambda i, moving=(): commit(i, moving) if moving else crash()
                )
            corpus.add(path, groups=groups)
    with Corpus.open(tmp_path / "home") as corpus:
        [info] = corpus.documents()
        assert info.groups == tuple(groups)
        assert corpus.document(info.id).text == TEXTS[text]
        assert bool(corpus.seen_by([]).documents()) == (not groups)
        assert corpus.seen_by(["board"]).documents() == [info]
        assert not any(shelf.store.moving() for shelf in corpus._index.shelves.seen_by(None))


def crash(*_: object) -> None:
    raise Crash


def test_who_stops_an_add_has_moved_what_is_in(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXTS["bridge"])

    def stop(step: Progress) -> None:
        if not step.source:  # all is written
            raise KeyboardInterrupt

    with Corpus.open(tmp_path / "home", empty=True) as corpus:
        corpus.add(path)
        with pytest.raises(KeyboardInterrupt):
            corpus.add(path, groups=["board"], on_progress=stop)
        assert corpus.seen_by([]).documents() == []
        assert len(corpus.seen_by(["board"]).documents()) == 1


def test_what_two_audiences_have_each_for_itself_stays_with_both(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXTS["bridge"])
    with Corpus.open(tmp_path / "home", empty=True) as corpus:
        for group in ("board", "staff"):
            corpus.seen_by([group]).add(path, groups=[group])
    with Corpus.open(tmp_path / "home") as corpus:
        assert all(corpus.seen_by([group]).documents() for group in ("board", "staff"))
        corpus.add(path, groups=["staff"])
        assert corpus.seen_by(["board"]).documents() == []
        corpus.seen_by(["board"]).add(path, groups=["board"])
    with Corpus.open(tmp_path / "home") as corpus:
        assert all(corpus.seen_by([group]).documents() for group in ("board", "staff"))


def test_passages_without_a_record_are_cleared_when_opening(
    tmp_path: Path, embedder: Embedder
) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["bridge"])
    document = load(tmp_path / "a.txt")
    passages = chunk(document)
    vectors = embedder.embed([passage.text for passage in passages])
    chroma = Chroma.embedded(tmp_path / "chroma")
    store = Store(chroma)
    store.write(passages, vectors)
    chroma.close()
    chroma = Chroma.embedded(tmp_path / "chroma")
    store = Store(chroma)
    store.tidy()
    assert store.documents() == []
    assert store._passages.count() == 0
    chroma.close()


@pytest.mark.parametrize("damage", ["missing", "rubbish", "stale"])
def test_the_lexical_index_is_made_again_from_the_store(tmp_path: Path, damage: str) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["bridge"])
    home = tmp_path / "home"
    with Corpus.open(home, empty=True) as corpus:
        corpus.add(tmp_path / "a.txt")
        before = corpus.ask(QUESTION)
    path = home / "lexical.sqlite3"
    if damage == "missing":
        path.unlink()
    elif damage == "rubbish":
        path.write_bytes(b"this is no database" * 500)
    else:
        with sqlite3.connect(path) as db:
            db.execute("DELETE FROM indexed")
            db.execute("DELETE FROM words")
            db.execute("DELETE FROM passage")
            db.execute("INSERT INTO indexed VALUES ('gone')")
        db.close()
    with Corpus.open(home) as corpus:
        assert corpus.ask(QUESTION) == before


ADDING = """
import sys
from pathlib import Path
from rag import Corpus
folder = Path(sys.argv[1])
with Corpus.open(folder / "home") as corpus:
    print("open", flush=True)
    for turn in range(1000):
        for number in range(6):
            path = folder / f"{number}.txt"
            path.write_text(f"Version {turn} of note {number}. " * 60)
            corpus.add(path)
"""


def test_a_killed_process_leaves_every_document_whole(tmp_path: Path) -> None:
    Corpus.open(tmp_path / "home", empty=True).close()
    chance = random.Random(5)
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", ADDING, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"},
        ) as process:
            assert process.stdout and process.stdout.readline() == "open\n"
            wait_for_change(tmp_path / "home")
            time.sleep(chance.random())
            process.send_signal(signal.SIGKILL)
        with Corpus.open(tmp_path / "home") as corpus:
            documents = corpus.documents()
            assert documents
            for info in documents:
                passages = corpus.passages(info.id)
                text = corpus.document(info.id).text
                assert len(text) == info.characters
                assert len(passages) == info.passages
                assert len(set(text.split(". "))) <= 2
            assert corpus._index.store._passages.count() == sum(info.passages for info in documents)


def wait_for_change(home: Path) -> None:
    path = home / "lexical.sqlite3-wal"
    for _ in range(600):
        if path.exists() and path.stat().st_size > 0:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was added in half a minute")


def test_a_vector_depends_on_nothing_but_its_text(embedder: Embedder) -> None:
    texts = [f"Sentence number {n} " + "with some more words " * (n % 17) for n in range(40)]
    together = embedder.embed(texts)
    backwards = embedder.embed(texts[::-1])[::-1]
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert np.array_equal(together, backwards)
    assert np.array_equal(together, alone)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
