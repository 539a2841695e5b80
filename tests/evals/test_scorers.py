"""Each metric on rows written by hand, and against the programs that others score with."""

import json
from typing import Any

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given as drawn
from hypothesis import strategies as some
from sklearn.metrics import brier_score_loss, roc_auc_score
from torchmetrics.functional.text import squad

from evals.answers import BadAnswer, failure, parse_line, read_answer
from evals.scorers import EVERY, Absent, metric_named
from evals.scorers.answer_match import exact_match, f1, normalised
from evals.scorers.calibration import reliability
from evals.scorers.refusal import auroc, risk_coverage
from evals.scorers.retrieval import ndcg_at, recall_at, reciprocal_rank
from evals.scorers.values import lacking, names, numbers
from tests.evals.rows import case, citation, given, refused, row, unanswerable


def value(name: str, one: Any) -> Any:
    return metric_named(name).value(one)


def test_a_right_answer_is_right_in_every_way() -> None:
    one = row()
    for name in ("right", "exact_quotes", "evidence_first", "evidence_precision",
                 "evidence_recall", "answer_held"):  # fmt: skip
        assert value(name, one) == 1.0, name
    assert value("values_lacking", one) == 0.0
    assert value("refused_wrongly", one) == 0.0
    assert value("brier", one) == pytest.approx(0.01)


def test_a_quote_off_by_one_is_no_quote() -> None:
    moved = citation() | {"start": 1, "end": 29}
    assert value("exact_quotes", row(answer=given(citations=[moved]))) == 0.0


def test_the_evidence_in_second_place_is_not_first() -> None:
    one = row(answer=given(citations=[citation(29, 49), citation(0, 28, number=2)]))
    assert value("evidence_first", one) == 0.0
    assert value("evidence_in_three", one) == 1.0
    assert value("evidence_precision", one) == pytest.approx(28 / 48)


def test_a_failed_answer_is_wrong_and_never_a_refusal() -> None:
    one = row(answer=failure("crashed"))
    assert value("right", one) == 0.0
    assert value("refused_wrongly", one) == 1.0
    assert value("failed", one) == 1.0
    assert value("auroc", one) is Absent.UNSCORED
    assert value("brier", one) is Absent.UNSCORED
    assert value("right", row(unanswerable(), failure("crashed"))) == 0.0


def test_a_metric_never_gives_nan() -> None:
    rows = [row(), row(unanswerable(), refused()), row(answer=refused()), row(case(evidence=()))]
    for metric in EVERY:
        for one in rows:
            found = metric.value(one)
            assert isinstance(found, Absent) or np.all(np.isfinite(found)), metric.name


def test_a_judge_without_a_verdict_is_unscored_and_counted() -> None:
    silent = row(judged={"groundedness": None})
    assert value("groundedness", silent) is Absent.UNSCORED
    assert value("groundedness_unscored", silent) == 1.0
    assert value("groundedness", row()) is Absent.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("three,000 troopers", {3000}),
        ("three thousand men", {3000}),
        ("3,000 and 10,000", {3000, 10000}),
        ("two hundred and fifty years", {250}),
        ("one of them", set()),
        ("twenty-five ships", {25}),
        ("its third yr", {3}),
        ("5.5 million", {5_500_000}),
        ("four score and seven years ago", {87}),
    ],
)
def test_numbers_however_they_are_written(text: str, found: set[float]) -> None:
    assert numbers(text) == found


def test_an_accepted_answer_is_found_whatever_its_apostrophes_look_like() -> None:
    one = row(case(answers=["Ukraine’s allies"]), given(text="It was Ukraine's allies."))
    assert value("answer_held", one) == 1.0
    assert value("answer_exact", one) == 0.0


def test_names_and_numbers_that_the_quotes_lack() -> None:
    quotes = "three,000 North Korean troopers"
    assert lacking("There are 3,000 troopers of North Korea’s.", quotes, "Korea?") == set()
    assert lacking("There are 4,000, says Berlin.", quotes, "") == {"4000", "berlin"}
    assert names("Yesterday Moscow spoke. Then it was still.") == {"moscow"}


@pytest.mark.parametrize(
    ("said", "accepted", "exact", "overlap"),
    [
        ("The Eiffel-Tower!", ["eiffel tower", "eiffeltower"], 1.0, 1.0),
        ("in June 2023", ["June 2023"], 0.0, 0.8),
        ("", [], 1.0, 1.0),
        ("", ["June"], 0.0, 0.0),
        ("the", ["June"], 0.0, 0.0),
        ("June", ["the", "June"], 1.0, 1.0),
    ],
)
def test_answers_match_as_in_squads_script(
    said: str, accepted: list[str], exact: float, overlap: float
) -> None:
    assert exact_match(said, accepted) == exact
    assert f1(said, accepted) == pytest.approx(overlap)
    assert normalised(" An  Apple, the pear") == "apple pear"


_SAID = some.text(alphabet="aAtThenÉ19 .,-'\u2019\t", max_size=14) | some.sampled_from(
    ["the June of 1921", "an\tApple, a pear", "June, 1921.", "the  the", "ΑΒΓ café"]
)


@drawn(_SAID, some.lists(_SAID.filter(normalised), min_size=1, max_size=3))
def test_answers_match_as_in_an_independent_copy_of_squads_script(
    said: str, accepted: list[str]
) -> None:
    theirs = squad(
        {"prediction_text": said, "id": "1"},
        {"answers": {"text": accepted, "answer_start": [0] * len(accepted)}, "id": "1"},
    )
    assert 100 * exact_match(said, accepted) == pytest.approx(float(theirs["exact_match"]))
    assert 100 * f1(said, accepted) == pytest.approx(float(theirs["f1"]), rel=1e-5)


@drawn(some.data())
def test_rankings_score_as_in_trec_eval(data: Any) -> None:
    documents = [f"d{number}" for number in range(12)]
    ranking = data.draw(some.permutations(documents)).copy()[: data.draw(some.integers(1, 12))]
    grades = {name: data.draw(some.integers(0, 3)) for name in documents[:6]}
    if not any(grades.values()):
        return
    scores = {name: float(100 - place) for place, name in enumerate(ranking)}
    judge = pytrec_eval.RelevanceEvaluator({"q": grades}, {"recall.5", "recip_rank", "ndcg_cut.10"})
    theirs = judge.evaluate({"q": scores})["q"]
    assert recall_at(ranking, grades, 5) == pytest.approx(theirs["recall_5"])
    assert reciprocal_rank(ranking, grades) == pytest.approx(theirs["recip_rank"])
    assert ndcg_at(ranking, grades, 10) == pytest.approx(theirs["ndcg_cut_10"])


def test_confidence_scores_as_in_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    confidence = rng.integers(0, 20, 300) / 20
    answerable = (rng.random(300) < confidence).astype(float)
    assert auroc(confidence, answerable) == pytest.approx(roc_auc_score(answerable, confidence))
    rows = [
        row(case(f"c{n}") if real else unanswerable(f"c{n}"), given(confidence=float(sure)))
        for n, (sure, real) in enumerate(zip(confidence, answerable, strict=True))
    ]
    ours = np.mean([value("brier", one) for one in rows])
    assert ours == pytest.approx(brier_score_loss(answerable, confidence))
    bins = reliability(np.column_stack([confidence, answerable]))
    assert sum(one.rows for one in bins) == 300
    assert auroc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1, 1, 0, 0])) == 0.875


def test_risk_rises_with_what_is_wrong_and_ties_come_together() -> None:
    coverage, risk = risk_coverage(np.array([0.9, 0.5, 0.5]), np.array([0.0, 1.0, 0.0]))
    assert coverage.tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert risk.tolist() == pytest.approx([0, 1 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"status": "answered", "confidence": NaN}', "NaN"),
        ('{"status": "maybe"}', "status"),
        ('{"status": "answered", "confidence": 7}', "confidence"),
        ('{"status": "answered", "citations": [{"number": 1}]}', "citations.0.start"),
        ("[]", "not a JSON object"),
        ("no", "not JSON"),
    ],
)
def test_an_answer_out_of_form_is_told(line: str, says: str) -> None:
    with pytest.raises(BadAnswer, match=says):
        read_answer(parse_line(line))


def test_times_that_are_none_are_passed_over() -> None:
    raw = {"status": "answered", "timings_ms": {"total": 5, "write": -1, "retrieve": "soon"}}
    assert read_answer(json.loads(json.dumps(raw)))[1] == {"total": 5.0}
