"""Verdicts: what is seen, what isn't, and what is said when nothing can be."""

from dataclasses import replace

import pytest

from evals.answers import Given
from evals.compare import Verdict, compare
from evals.compare.changes import changes
from evals.compare.markdown import markdown
from evals.compare.planning import plan_from
from evals.compare.words import headline, notes, verdict
from evals.run import Run
from evals.sabotage import sabotages
from evals.scorers import Absent
from evals.scorers.exactness import EXACT_QUOTES
from rag import BadInput
from tests.evals.rows import case, given, made_run, refused, row, unanswerable


def _run(name: str, wrong: set[int], *, clusters: int = 12, each: int = 5) -> Run:
    return made_run(
        name,
        [
            row(case(f"c{n}", cluster=f"k{n // each}"), refused() if n in wrong else given())
            for n in range(clusters * each)
        ],
    )


def test_a_run_against_itself_shows_nothing(article_run: Run) -> None:
    found = compare(article_run, replace(article_run, name="again"))
    assert {one.verdict for one in found.findings} == {Verdict.SAME}
    assert "no difference seen; the same in every case" in headline(found)
    assert changes(found) == []


def test_better_and_worse_in_words() -> None:
    found = compare(_run("old", set(range(0, 60, 3))), _run("new", {0}))
    assert found.primary.verdict is Verdict.BETTER
    assert headline(found).startswith("new against old, cases done right: better by 0.317, between")
    back = compare(_run("new", {0}), _run("old", set(range(0, 60, 3))))
    assert "right" in [one.metric.name for one in back.worse]
    assert all(one.gain < 0 for one in changes(back))
    assert "🔴" in markdown(back)


def test_words_of_an_answer_stay_words_in_markdown() -> None:
    evil = given(text="a | b <img src=x> @someone [x](y)", citations=[])
    before = made_run("a", [row(case(f"c{n}", cluster=str(n))) for n in range(9)])
    after = made_run("b", [row(case(f"c{n}", cluster=str(n)), evil) for n in range(9)])
    text = markdown(compare(before, after))
    assert "<img" not in text
    assert "a \\| b" in text
    assert "\\@someone" in text


def test_rows_without_a_partner_are_told() -> None:
    one = made_run("a", [row(case(f"c{n}", cluster=str(n))) for n in range(6)])
    rows = [row(case(f"c{n}", cluster=str(n))) for n in range(1, 8)]
    rows[0] = row(case("c1", cluster="1", question="Another?"))
    told = notes(compare(one, made_run("b", rows)))
    assert any("1 left out, only in the first run: c0" in note for note in told)
    assert any("2 left out, only in the second run: c6, c7" in note for note in told)
    assert any("not the same case in both runs: c1" in note for note in told)


def test_runs_of_other_datasets_are_refused() -> None:
    with pytest.raises(BadInput, match="no case in common"):
        compare(made_run("a", [row(case("x"))]), made_run("b", [row(case("y"))]))


def test_one_case_and_one_cluster_tell_nothing() -> None:
    one = compare(made_run("a", [row()]), made_run("b", [row(answer=refused())]))
    assert one.primary.verdict is Verdict.UNKNOWN
    assert "there is one case only" in verdict(one.primary)
    rows = [row(case(f"c{n}")) for n in range(5)]
    same = compare(made_run("a", rows), made_run("b", rows))
    assert "all cases are of one cluster" in verdict(same.primary)


def test_a_busier_machine_is_no_regression() -> None:
    rows = [row(case(f"c{n}", cluster=str(n)), times={"total": 50.0 + n}) for n in range(12)]
    slow = [replace(one, times={"total": 2 * one.times["total"]}) for one in rows]
    found = compare(made_run("quick", rows), made_run("slow", slow))
    assert [one.metric.name for one in found.worse] == ["time"]
    assert found.regressions == []
    assert any("a busier machine" in note for note in notes(found))
    asked = compare(made_run("quick", rows), made_run("slow", slow), primary="time")
    assert asked.regressions == [asked.primary]


def test_what_is_left_out_is_told() -> None:
    rows = [row(case(f"c{n}", cluster=str(n))) for n in range(12)]
    shy = [row(one.case, refused()) if n < 4 else one for n, one in enumerate(rows)]
    told = notes(compare(made_run("a", rows), made_run("b", shy)))
    assert any("in one run only: exact_quotes 4" in note for note in told)


def test_a_set_in_which_nothing_changed_claims_to_show_no_more_than_it_can() -> None:
    rows = [row(case(f"c{n}", cluster=str(n % 40))) for n in range(120)]
    found = compare(made_run("a", rows), made_run("b", rows))
    assert 0.05 < (found.primary.could_show or 0) < 0.1
    others = [one.could_show or 0 for one in found.findings[1:] if one.step and one.rows == 120]
    assert min(others) > (found.primary.could_show or 0), "corrected for being several"
    few = [row(case(f"c{n}", cluster=str(n))) for n in range(3)]
    assert "too small to show any" in headline(compare(made_run("a", few), made_run("b", few)))


def test_a_metric_without_rows() -> None:
    rows = [row(case(f"c{n}", cluster=str(n))) for n in range(5)]
    found = compare(made_run("a", rows), made_run("b", rows))
    assert "refused_rightly" in found.absent
    with pytest.raises(BadInput, match='no pair of rows has the metric "groundedness"'):
        compare(made_run("a", rows), made_run("b", rows), primary="groundedness")
    with pytest.raises(BadInput, match='no metric "taste"'):
        compare(made_run("a", rows), made_run("b", rows), primary="taste")


def test_ten_sabotages_are_seen_by_the_right_metric_and_hurt_no_other(
    article_run: Run, talks_run: Run, forgotten: dict[str, Given]
) -> None:
    assert len(sabotages(forgotten)) == 10
    for sabotage in sabotages(forgotten):
        run = talks_run if sabotage.sees == "followup_first" else article_run
        rows = [replace(one, judged={"groundedness": 1.0}) for one in run.rows]
        whole = replace(run, rows=tuple(rows))
        spoilt = replace(whole, name="spoilt", rows=tuple(sabotage.spoil(rows)))
        found = compare(whole, spoilt, primary=sabotage.sees)
        assert found.primary.verdict is Verdict.WORSE, sabotage.name
        worse = {one.metric.name for one in found.findings if one.beyond == -1}
        assert worse <= sabotage.touches | {sabotage.sees}, sabotage.name


def test_off_topic_questions_are_refused_and_quotes_are_exact(article_run: Run) -> None:
    for one in article_run.rows:
        assert EXACT_QUOTES.value(one) in (1.0, Absent.NOT_APPLICABLE)
        assert one.given.refused or one.case.kind != "off_topic", one.case.question


def test_a_plan_asks_for_more_where_cases_hang_together() -> None:
    loose = _run("loose", set(range(0, 60, 7)))
    clumped = _run("clumped", set(range(0, 10)))
    none = _run("none", set())
    plans = [plan_from(none, other, metric="right", difference=0.05) for other in (loose, clumped)]
    assert plans[1].spread.icc > plans[0].spread.icc
    needed = [plan.lines[-1].documents or 0 for plan in plans]
    assert needed[1] > needed[0]
    assert plan_from(loose, None, metric="right", difference=0.05).lines
    with pytest.raises(BadInput, match="never differ"):
        plan_from(none, none, metric="right", difference=0.05)
    with pytest.raises(BadInput, match="can't be planned for"):
        plan_from(none, loose, metric="auroc", difference=0.05)


def test_answering_everything_is_seen_among_unanswerable_ones() -> None:
    rows = [row(unanswerable(f"u{n}", cluster=str(n)), refused()) for n in range(12)]
    bold = [replace(one, given=given(citations=[])) for one in rows]
    found = compare(made_run("shy", rows), made_run("bold", bold))
    assert "refused_rightly" in [one.metric.name for one in found.worse]
