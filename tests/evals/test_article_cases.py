"""The article's cases: every quote stands where it says, and the kinds are all there."""

from collections import Counter
from pathlib import Path

import pytest

import evals
from evals.cases import read_cases
from evals.score import auroc
from rag import BadInput, Corpus
from tests.conftest import ARTICLE

CASES = read_cases(Path(evals.__file__).parent / "datasets" / "article.jsonl")


def test_every_quote_is_in_the_article_to_the_letter() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    for case in CASES:
        assert bool(case.evidence) != case.unanswerable, case.id
        for evidence in case.evidence:
            assert evidence.span.of(text) == evidence.quote, case.id


def test_all_kinds_are_there() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 120
    assert set(kinds) == {
        "fact", "why", "several", "followup", "false_premise", "unanswerable", "off_topic",
    }  # fmt: skip


def test_off_topic_questions_are_refused_and_quotes_are_exact(article: Corpus) -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    for case in CASES:
        answer = article.ask(case.question, history=case.history)
        assert all(one.span.of(text) == one.quote for one in answer.citations)
        if case.kind == "off_topic":
            assert answer.status == "not_found", case.question


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", "no cases"),
        ("{}", "line 1: not a case"),
        ('{"id":"a","kind":"fact","question":"q","document":"d"}\n' * 2, "stands twice"),
    ],
)
def test_a_file_that_holds_no_cases(tmp_path: Path, lines: str, says: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(lines)
    with pytest.raises(BadInput, match=says):
        read_cases(path)


def test_auroc_counts_ties_as_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 0.875
