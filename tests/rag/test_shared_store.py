"""An index on a Chroma server: several processes, one that dies, one that stands still."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from rag import BadInput, Corpus, IndexMismatch, Settings, StoreBusy, StoreFailed, UnknownDocument
from rag import ledger as ledger_module
from rag.chroma import Chroma
from rag.ledger import Ledger
from rag.lexical import Lexicon
from rag.types import Passage
from tests.chroma_server import ChromaServer
from tests.conftest import ROOT

BRIDGE = "The bridge at Quebec collapsed in 1907. Seventy-five workers were killed that day."
MILL = "The mill at Lowell burned down in 1898. Eleven workers were killed, and a cat too."
QUESTION = "How many workers were killed when the bridge collapsed?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def settings(server: ChromaServer) -> Iterator[Settings]:
    """A store of the test's own: what is on the server is cleared away before it."""
    chroma = Chroma.on_server(Settings(store=server.url))
    for name, _ in list(chroma.names()):
        chroma._client.delete_collection(name)
    chroma.close()
    yield Settings(store=server.url)


def soon(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within some seconds."""
    until = time.monotonic() + 20
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def test_two_workers_answer_alike_and_learn_what_the_other_adds(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "bridge.txt"
    file.write_text(BRIDGE)
    home = tmp_path / "home"
    with (
        Corpus.open(home, empty=True, settings=settings) as one,
        Corpus.open(home, empty=True, settings=settings) as other,
    ):
        one.add(file)
        assert soon(lambda: bool(other.documents()))
        answer = other.ask(QUESTION)
        assert answer == one.ask(QUESTION)
        assert answer.citations[0].quote.startswith("Seventy-five")
        file.write_text(MILL)
        other.add(file)
        [info] = other.documents()
        assert soon(lambda: [it.id for it in one.documents()] == [info.id])
        assert one.document(info.id).text == MILL
        one.remove(info.id)
        assert soon(lambda: other.documents() == [])
        with pytest.raises(UnknownDocument):
            other.document(info.id)


def test_a_new_worker_begins_with_the_words_of_another(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bridge.txt"
    file.write_text(BRIDGE)
    home = tmp_path / "home"
    made: list[str] = []
    write = Lexicon.write

    def noted(self: Lexicon, passages: Sequence[Passage]) -> None:
        made.extend(passage.id for passage in passages)
        write(self, passages)

    monkeypatch.setattr(Lexicon, "write", noted)
    with Corpus.open(home, empty=True, settings=settings) as one:
        one.add(file)
        with Corpus.open(home, empty=True, settings=settings) as other:
            assert other.ask(QUESTION) == one.ask(QUESTION)
    assert len(made) == 1


def test_what_others_keep_on_the_server_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    chroma = Chroma.on_server(settings)
    for name in ("passages", "documents", "ledger"):
        theirs = chroma.table(name)
        theirs.add(ids=["x"], embeddings=[[1.0, 2.0]], metadatas=[{"own": "thing"}])
    file = tmp_path / "bridge.txt"
    file.write_text(BRIDGE)
    with Corpus.open(tmp_path / "home", empty=True, settings=settings) as corpus:
        corpus.add(file)
        assert corpus.ask(QUESTION).status == "answered"
        corpus.remove(corpus.documents()[0].id)
    assert [chroma.table(name).count() for name in ("passages", "documents", "ledger")] == [1] * 3
    chroma.close()


def test_what_made_the_index_is_known_to_all(settings: Settings, tmp_path: Path) -> None:
    Corpus.open(tmp_path / "one", empty=True, settings=settings).close()
    other = settings.model_copy(update={"passage_characters": 300})
    with pytest.raises(IndexMismatch, match="passage size 700, not 300"):
        Corpus.open(tmp_path / "other", settings=other)


ADDING = """
import sys
from pathlib import Path
from rag import Corpus, Settings
from rag.store import Store
home, store, file = sys.argv[1:]
corpus = Corpus.open(home, empty=True, settings=Settings(store=store))
upsert = corpus._index.store._records.upsert
def slow(self, *given, **named):
    print("midway", flush=True)
    sys.stdin.read()
corpus._index.store._may_commit = lambda: slow(None)
corpus.add(Path(file))
"""


def test_a_writer_that_dies_leaves_nothing_and_keeps_nobody_out(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "_STALLED", 3.0)
    file = tmp_path / "bridge.txt"
    file.write_text(BRIDGE)
    mill = tmp_path / "mill.txt"
    mill.write_text(MILL)
    with Corpus.open(tmp_path / "home", empty=True, settings=settings) as corpus:
        arguments = [str(tmp_path / "home"), str(settings.store), str(file)]
        with subprocess.Popen(
            [sys.executable, "-c", ADDING, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        ) as dying:
            assert dying.stdout
            assert dying.stdout.readline() == "midway\n"
            # What is half there is seen by nobody, though its passages are in the store.
            assert corpus._index.store._passages.count() == 1
            assert corpus.documents() == []
            assert corpus.ask(QUESTION).retrieved == ()
            os.kill(dying.pid, signal.SIGKILL)
        corpus.add(mill)
        assert [info.title for info in corpus.documents()] == ["mill"]
        assert corpus._index.store._passages.count() == 1


def test_one_who_stood_still_cannot_commit_any_more(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "_STALLED", 0.5)
    chroma = Chroma.on_server(settings)
    slow, quick = Ledger(chroma), Ledger(chroma)
    slow.take(5)
    slow.check()
    slow._released.set()  # its heart stands still, as on a laptop whose lid is closed
    assert slow._beating
    slow._beating.join()
    assert quick.take(5).is_open
    slow._released.clear()
    with pytest.raises(StoreBusy, match="took over"):
        slow.check()
    quick.check()
    slow.leave()
    assert quick.edition().is_open
    quick.leave()
    assert not quick.edition().is_open
    chroma.close()


def test_only_one_of_many_writes_at_a_time(settings: Settings) -> None:
    writing: list[int] = []
    most: list[int] = []

    def write(number: int) -> None:
        chroma = Chroma.on_server(settings)
        ledger = Ledger(chroma)
        for _ in range(4):
            ledger.take(60)
            writing.append(number)
            most.append(len(writing))
            time.sleep(0.01)
            writing.remove(number)
            ledger.leave()
        chroma.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert most == [1] * 20


def test_the_one_who_waits_is_told_for_whom(settings: Settings) -> None:
    chroma = Chroma.on_server(settings)
    holder, other = Ledger(chroma), Ledger(chroma)
    holder.take(5)
    with pytest.raises(StoreBusy, match=f"process {os.getpid()} on"):
        other.take(0.3)
    holder.leave()
    chroma.close()


@pytest.mark.parametrize(
    ("store", "words"),
    [
        ("ftp://here", "write it as http://host:8000"),
        ("http://", "write it as"),
        ("http://x:99999", "write it as"),
        ("http://me:secret@x:80", "FOOTNOTE_STORE_KEY"),
        ("chroma-cloud:acme", "chroma-cloud:TENANT/DATABASE"),
        ("chroma-cloud:acme/papers", "FOOTNOTE_STORE_KEY"),
    ],
)
def test_a_store_that_is_none(
    tmp_path: Path, store: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A key that happens to lie about is not used.
    monkeypatch.setenv("CHROMA_API_KEY", "somebody's")
    with pytest.raises(BadInput, match=words):
        Corpus.open(tmp_path, settings=Settings(store=store))


def test_a_server_that_is_not_there_or_never_answers(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(StoreFailed, match="chroma run"):
            Corpus.open(tmp_path, settings=Settings(store=address))
        silent.listen()
        with pytest.raises(StoreFailed, match="too long"):
            Corpus.open(tmp_path, settings=Settings(store=address, store_seconds=0.3))


def test_a_server_that_is_started_anew_is_found_again(tmp_path: Path) -> None:
    file = tmp_path / "bridge.txt"
    file.write_text(BRIDGE)
    server = ChromaServer(tmp_path / "chroma")
    with server:
        corpus = Corpus.open(tmp_path / "home", empty=True, settings=Settings(store=server.url))
        corpus.add(file)
        before = corpus.ask(QUESTION)
    with pytest.raises(StoreFailed):
        corpus.ask(QUESTION)
    with server:
        assert corpus.ask(QUESTION) == before
        corpus.close()
