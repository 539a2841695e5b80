"""Footnote's parts in other programs, and other programs' indexes in Footnote."""

import json
from pathlib import Path

import numpy as np
import pytest
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_text_splitters import RecursiveCharacterTextSplitter

from rag import Corpus, FileProblem, FootnoteLoader, FootnoteSplitter
from rag.embed import Embedder
from rag.foreign import joined

REPEATED = "It was settled by vote. " * 40 + "\n\n" + "It was settled by vote. " * 40
TEXT = "\n\n".join(
    f"In {1900 + n} the council of ward {n} met. It settled matter {n} by vote after a debate."
    for n in range(30)
)


def test_the_splitter_tells_true_offsets_also_where_text_repeats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPEATED)
    documents = FootnoteSplitter(characters=200).split_documents(FootnoteLoader(tmp_path).load())
    begin = 0
    for one in documents:
        assert one.metadata["start_index"] == begin
        begin = one.metadata["end_index"]
        assert REPEATED[one.metadata["start_index"] : begin] == one.page_content
        assert one.metadata["title"] == "a"
    assert begin == len(REPEATED)


def test_an_export_holds_each_passage_with_its_vector(
    corpus: Corpus, tmp_path: Path, embedder: Embedder
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    corpus.add(tmp_path / "a.txt")
    number = corpus.export(tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert len(lines) == number == corpus.documents()[0].passages
    assert "".join(line["text"] for line in lines) == TEXT
    for line in lines:
        assert TEXT[line["start"] : line["end"]] == line["text"]
    vectors = embedder.embed([line["text"] for line in lines])
    assert np.allclose(vectors, [line["vector"] for line in lines], atol=1e-6)
    with pytest.raises(FileProblem, match="--force"):
        corpus.export(tmp_path / "out.jsonl")


def test_a_collection_that_langchain_made(corpus: Corpus, tmp_path: Path) -> None:
    splitter = RecursiveCharacterTextSplitter(chunk_size=400, chunk_overlap=120)
    chunks = splitter.split_documents(
        [Document(page_content=TEXT, metadata={"source": "/somewhere/council.txt"})]
    )
    Chroma.from_documents(
        chunks,
        DeterministicFakeEmbedding(size=8),
        collection_name="minutes",
        persist_directory=str(tmp_path / "db"),
    )
    (info,) = corpus.import_chroma(tmp_path / "db", "minutes")
    assert info.source == "/somewhere/council.txt"
    assert sorted(corpus.document(info.id).text.split()) == sorted(TEXT.split())
    assert "1917" in corpus.ask("When did the council of ward 17 meet?").text
    with pytest.raises(FileProblem, match="it has minutes"):
        corpus.import_chroma(tmp_path / "db", "nothing")
    with pytest.raises(FileProblem, match="holds no Chroma"):
        corpus.import_chroma(tmp_path, "minutes")


def test_chunks_are_joined_only_where_their_words_are_the_same() -> None:
    assert joined(["one two three four five", "three four five six"]) == (
        "one two three four five six"
    )
    assert joined(["one two", "three four"]) == "one two\n\nthree four"
