"""Cases of elsewhere become datasets, and what can't be used is told."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from evals.cases import load_dataset
from evals.importers import IMPORTERS, Found, sampled, write_dataset
from rag import BadInput

_TEXT = "The sea is salt. The sky is wide."


def _brought(kind: str, source: Path, to: Path, documents: Path | None = None) -> list[str]:
    found = IMPORTERS[kind](source, documents)
    write_dataset(to, found)
    load_dataset(to)
    return list(found.left_out)


def test_squad(tmp_path: Path) -> None:
    source = tmp_path / "dev.json"
    questions = [
        {"id": "1", "question": "What is salt?", "is_impossible": False,
         "answers": [{"text": "The sea", "answer_start": 0}, {"text": "sea", "answer_start": 0}]},
        {"id": "2", "question": "What is sweet?", "is_impossible": True, "answers": []},
    ]  # fmt: skip
    paragraphs = [{"context": "First.", "qas": []}, {"context": _TEXT, "qas": questions}]
    source.write_text(json.dumps({"data": [{"title": "A/B", "paragraphs": paragraphs}]}))
    left_out = _brought("squad", source, tmp_path / "mine.jsonl")
    assert left_out == ['1: the answer "sea" is not at 0 of its paragraph']
    first, second = load_dataset(tmp_path / "mine.jsonl").cases
    assert first.evidence[0].start == 8
    assert second.unanswerable


def test_a_sample_is_spread_over_the_documents_and_comes_again(small: Path) -> None:
    whole = load_dataset(small)
    found = Found(cases=whole.cases, documents=whole.documents)
    few = sampled(found, 4, seed=1)
    assert Counter(case.document for case in few.cases) == {"sea": 2, "sky": 2}
    assert few.documents == whole.documents
    assert sampled(found, 4, seed=1) == few
    seeds = [[case.id for case in sampled(found, 2, seed=n).cases] for n in range(9)]
    assert any(one != seeds[0] for one in seeds)
    assert sampled(found, 100, seed=1).cases == whole.cases


def test_clapnq(tmp_path: Path) -> None:
    source = tmp_path / "clapnq.jsonl"
    passage = {"title": "Sea", "text": f"{_TEXT} ", "sentences": _TEXT.split(". ")}
    meta = {"annotator": [7], "has_minimal_answer": False, "non_consecutive": True, "round": 2}
    none = {"answer": "", "selected_sentences": [], "meta": {**meta, "round": 0, "annotator": []}}

    def line(name: object, *output: dict[str, object], **other: object) -> str:
        known = {"id": name, "input": "What is salt?", "passages": [{**passage, **other}]}
        return json.dumps({**known, "output": output})

    def said(answer: str, *sentences: str) -> dict[str, object]:
        return {"answer": answer, "selected_sentences": sentences, "meta": meta}

    first, second = "The sea is salt.", "The sky is wide."
    source.write_text(
        "\n".join(
            [
                line("1", said("The sea.", first), said("Both are.", f"{second}&", first)),
                line("2", none),
                line(3, {"answer": None, "meta": None}, text="Another passage."),
                line("4", said("x", "Not there.")),
                line("5", said("x", first, "Not there.")),
            ]
        )
    )
    left_out = _brought("clapnq", source, tmp_path / "mine.jsonl")
    assert [one.split(":")[0] for one in left_out] == ["4", "4", "5"]
    cases = load_dataset(tmp_path / "mine.jsonl").cases
    assert [case.document for case in cases] == ["Sea", "Sea", "Sea-2", "Sea"]
    assert [case.unanswerable for case in cases] == [False, True, True, False]
    assert [one.quote for one in cases[0].evidence] == [first, second]
    assert cases[0].answers == ("The sea.", "Both are.")


def test_beir(tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "a/1", "title": "Sea", "text": "Salt."}\n')
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "What is salt?"}\n')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta/1\t2\nq2\tb\t1\n")
    left_out = _brought("beir", folder, tmp_path / "mine.jsonl")
    assert load_dataset(tmp_path / "mine.jsonl").cases[0].relevant == {"a_1": 2}
    assert left_out[0].startswith("q2: no such question")


def test_a_spreadsheet(tmp_path: Path, small: Path) -> None:
    source = tmp_path / "sheet.csv"
    source.write_text(
        "question;answer;quote;document;unanswerable\n"
        "What is in the sea?;salt|Salt;Salt is in the sea.;sea;\n"
        "Who?;;;sky;x\n"
        "What?;x;Not there.;sky;\n"
    )
    left_out = _brought("csv", source, tmp_path / "mine.jsonl", small.with_suffix(""))
    assert len(left_out) == 1
    assert "row 3" in left_out[0]
    source.write_text("frage\nWas?\n")
    with pytest.raises(BadInput, match='no column "question"'):
        IMPORTERS["csv"](source, None)


def test_the_pages_feedback(tmp_path: Path, small: Path) -> None:
    place = {"start": 0, "end": 19, "quote": "Salt is in the sea."}
    answer = {"id": "t1", "status": "answered", "citations": [place]}
    line = {"question": "What is in it?", "history": [["The sea?", "Yes."]], "answer": answer}
    source = tmp_path / "feedback.jsonl"
    source.write_text(
        json.dumps(line | {"verdict": "down"}) + "\n" + json.dumps(line | {"verdict": "up"}) + "\n"
        + json.dumps(line | {"verdict": "down", "answer": answer | {"id": "t2"}}) + "\n"
    )  # fmt: skip
    left_out = _brought("feedback", source, tmp_path / "mine.jsonl", small.with_suffix(""))
    (case,) = load_dataset(tmp_path / "mine.jsonl").cases
    assert (case.id, case.document) == ("t1", "sea")
    assert len(left_out) == 1


def test_texts_that_are_none_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "x.csv").write_text("question\nWhat?\n")
    with pytest.raises(BadInput, match=r"a.txt: can't be read as UTF-8"):
        IMPORTERS["csv"](tmp_path / "x.csv", folder)
    (tmp_path / "x.gz").write_bytes(gzip.compress(b'{"data": []}')[:-9])
    with pytest.raises(BadInput, match="can't be read"):
        IMPORTERS["squad"](tmp_path / "x.gz", None)


@pytest.mark.parametrize("kind", ["squad", "clapnq", "beir", "feedback"])
def test_files_of_another_kind_are_told(tmp_path: Path, kind: str) -> None:
    (tmp_path / "x").write_text("no\n")
    with pytest.raises(BadInput):
        IMPORTERS[kind](tmp_path / "x", None)
