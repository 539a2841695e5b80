"""Case files: the sets that ship, and what is no case."""

import json
from pathlib import Path

import pytest

from evals.cases import Dataset, load_dataset, read_cases
from evals.cases.case import KINDS
from rag import BadInput


@pytest.mark.parametrize(("name", "least"), [("article", 120), ("lincoln", 50)])
def test_the_sets_that_ship_quote_to_the_letter_and_hold_every_kind(name: str, least: int) -> None:
    dataset = load_dataset(name)
    assert len(dataset.cases) >= least
    assert {case.kind for case in dataset.cases} == set(KINDS)
    _check_quotes(dataset)


def test_the_talks_are_follow_ups_on_many_texts() -> None:
    dataset = load_dataset("talks")
    assert len(dataset.cases) >= 70
    assert len(dataset.documents) >= 12
    assert all(case.history and case.kind == "followup" for case in dataset.cases)
    _check_quotes(dataset)


def _check_quotes(dataset: Dataset) -> None:
    for case in dataset.cases:
        assert bool(case.evidence) != case.unanswerable, case.id
        for evidence in case.evidence:
            text = dataset.documents[case.home_of(evidence)]
            assert evidence.span.of(text) == evidence.quote, case.id


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", "no cases"),
        ("{}", "line 1: not a case"),
        ("not json", "line 1: not a case"),
        ('{"id":"a","question":" ","document":"d"}', "blank"),
        ('{"id":"a","question":"q","unanswerable":true,"answers":["x"]}', "neither answers"),
        ('{"id":"a","question":"q","document":"d"}\n' * 2, "stands twice"),
        ('{"id":"a","question":"q","document":"d"}', 'no document "d"'),
        ('{"id":"a","question":"q","relevant":{"d":1}}', 'case a: no document "d"'),
        ('{"id":"a","question":"q","relevant":{"d":-1}}', 'the grade of "d" is below 0'),
        ('{"id":"a","question":"q","unanswerable":true,"relevant":{"d":1}}', "neither answers"),
    ],
)
def test_a_file_that_holds_no_dataset(tmp_path: Path, lines: str, says: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(lines)
    with pytest.raises(BadInput, match=says):
        load_dataset(path)


def test_a_quote_that_stands_elsewhere_is_told_with_its_place(small: Path) -> None:
    line = json.loads(small.read_text().splitlines()[0])
    line["evidence"] = [{"start": 0, "end": 4, "quote": "deep"}]
    small.write_text(json.dumps(line))
    with pytest.raises(BadInput, match=r'case sea-0: the quote "deep" is not at 0.*stands at 31'):
        load_dataset(small)


def test_the_digest_knows_cases_and_texts(small: Path) -> None:
    before = load_dataset(small).digest
    assert load_dataset(small).digest == before
    (small.with_suffix("") / "sky.txt").write_text("Birds are in the sky. The sky is high.")
    assert load_dataset(small).digest != before


def test_no_such_set() -> None:
    with pytest.raises(BadInput, match="article, lincoln, talks"):
        load_dataset("nowhere")
    with pytest.raises(BadInput, match="check the path"):
        read_cases(Path("nowhere.jsonl"))
