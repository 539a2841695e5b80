"""Intervals and chances, against scipy where it has them, and against simulations."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from evals.check.few import few_checks
from evals.check.judges import judge_checks
from evals.check.line import Line
from evals.check.selfcheck import checks
from evals.check.sets import set_checks
from evals.statistics.agreement import agreement, kappa
from evals.statistics.bounded import difference_interval, share_interval
from evals.statistics.clusters import by_cluster, estimate
from evals.statistics.holm import holm
from evals.statistics.jackknife import jackknife
from evals.statistics.power import Spread, detectable, documents_needed, power_of, spread_of
from evals.statistics.prediction import corrected_mean
from evals.statistics.resampling import bootstrap_interval, sign_flip_p

Part = Callable[[int, int], Iterator[Line]]


def test_a_row_a_cluster_is_students_t() -> None:
    values = np.random.default_rng(0).normal(0.1, 1, 40)
    found = estimate(values, np.ones(40), unseen=0)
    theirs = stats.ttest_1samp(values, 0)
    assert float(found.p()) == pytest.approx(theirs.pvalue)
    ends = theirs.confidence_interval()
    assert [float(end) for end in found.interval()] == pytest.approx([ends.low, ends.high])
    assert float(found.df) == pytest.approx(39)


def test_nothing_changed_is_no_proof_that_nothing_ever_would() -> None:
    """Of 126 unchanged pairs, 2.9 in 100 might change one way alone: Clopper and Pearson's end."""
    nothing = estimate(np.zeros(126), np.ones(126))
    low, high = difference_interval(nothing, 126, 1.0)
    exact = stats.binomtest(0, 126).proportion_ci(method="exact").high
    assert [float(low), float(high)] == pytest.approx([-exact, exact], abs=0.002)
    small, _ = difference_interval(nothing, 126, 0.1)
    assert float(low) < float(small) < 0


def test_the_jackknife_of_a_mean_is_the_same() -> None:
    values = np.random.default_rng(1).normal(size=30)
    found = jackknife(lambda kept: float(values[kept].mean()), 30)
    assert found is not None
    assert float(found[0].error) == pytest.approx(stats.sem(values))


def test_sign_flips_and_bootstrap_are_scipys() -> None:
    rng = np.random.default_rng(2)
    few, many = rng.normal(0.3, 1, 9), rng.normal(0.3, 1, 60)
    for values in (few, many):
        theirs = stats.permutation_test(
            (values,), np.mean, permutation_type="samples", n_resamples=20_000, rng=1
        )
        assert sign_flip_p(values) == pytest.approx(theirs.pvalue, abs=0.01)
    low, high = bootstrap_interval(many, np.ones(60))
    ends = stats.bootstrap((many,), np.mean, method="percentile", rng=1).confidence_interval
    assert [low, high] == pytest.approx([ends.low, ends.high], abs=0.03)


def test_holm_corrects_in_steps() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_what_a_set_could_show_is_what_power_says() -> None:
    smallest = detectable(lambda _: 0.02, 10.0)
    assert smallest is not None
    assert power_of(smallest, 0.02, 10.0) == pytest.approx(0.8, abs=0.001)
    spread = Spread(between=0.002, within=0.1)
    needed = documents_needed(0.05, spread, 10)
    assert needed is not None
    assert power_of(0.05, spread.error(needed, 10), needed - 1) >= 0.8
    assert power_of(0.05, spread.error(needed - 1, 10), needed - 2) < 0.8
    assert spread.design_effect(10) == pytest.approx(1 + 9 * spread.icc)


def test_a_pilots_spread_is_found_again() -> None:
    rng = np.random.default_rng(5)
    labels = np.repeat(np.arange(400), 8)
    values = rng.normal(0, 0.5, 400)[labels] + rng.normal(0, 1, len(labels))
    found = spread_of(values, labels)
    assert found.between == pytest.approx(0.25, rel=0.2)
    assert found.within == pytest.approx(1.0, rel=0.1)


def test_people_correct_a_judge_that_is_always_too_kind() -> None:
    rng = np.random.default_rng(7)
    covered, widths = 0, []
    for _ in range(300):
        truth = (rng.random(600) < 0.6).astype(float)
        judged = np.where(truth > 0, 1.0, (rng.random(600) < 0.5).astype(float))
        people = np.where(np.arange(600) % 6 == 0, truth, np.nan)
        found = corrected_mean(judged, people, np.arange(600))
        assert found is not None
        low, high = found.estimate.interval()
        covered += low <= 0.6 <= high
        widths.append(high - low)
        assert found.judge > 0.7
    assert covered / 300 == pytest.approx(0.95, abs=0.035)
    alone = 2 * 1.98 * np.sqrt(0.24 / 100)
    assert np.mean(widths) < 0.95 * alone


def test_agreement_with_people() -> None:
    found = agreement([1.0, 0.0, None, 1.0, 0.0], [True, False, True, False, False])
    assert (found.rows, found.unscored, found.same) == (4, 1, 0.75)
    assert found.kappa == pytest.approx(0.5)
    assert kappa([True, True], [True, True]) is None


def test_the_harness_measures_what_it_says() -> None:
    off = [line for line in checks(4_000, seed=7) if not line.holds]
    assert not off, off


def test_shares_and_differences_hold_where_few_cases_vary() -> None:
    off = [line for line in few_checks(2_000, seed=7) if not line.holds]
    assert not off, off


def test_a_row_a_cluster_is_wilsons_interval() -> None:
    for right in (0, 3, 30, 36):
        values = (np.arange(36) < right).astype(float)
        found = estimate(values, np.ones(36), unseen=0)
        far = replace(found, df=np.array(1e9), error=np.sqrt(values.var() / 36))
        theirs = stats.binomtest(right, 36).proportion_ci(method="wilson")
        assert share_interval(far, 36) == pytest.approx((theirs.low, theirs.high), abs=1e-6)
    low, high = share_interval(estimate(np.zeros(36), np.ones(36), unseen=0), 36)
    assert float(low) == pytest.approx(0, abs=1e-9)
    assert float(high) > stats.binomtest(0, 36).proportion_ci(method="wilson").high


def test_the_error_and_its_degrees_of_freedom_are_bell_and_mccaffreys_matrices() -> None:
    """From the definition, with a matrix a cluster: no formula of ours in it."""
    rng = np.random.default_rng(8)
    sizes = np.array([3, 9, 1, 5, 7])
    labels = np.repeat(np.arange(5), sizes)
    values = rng.normal(size=25)
    hat = np.eye(25) - np.full((25, 25), 1 / 25)
    columns = []
    for number in range(5):
        mine = labels == number
        share, vectors = np.linalg.eigh(hat[np.ix_(mine, mine)])
        root = vectors @ np.diag(share**-0.5) @ vectors.T
        columns.append(hat[:, mine] @ root @ np.ones(mine.sum()) / 25)
    parts = np.array([(column @ values) ** 2 for column in columns])
    shared = np.array(columns) @ np.array(columns).T
    found = estimate(*by_cluster(values, labels), unseen=0)
    assert float(found.error) == pytest.approx(np.sqrt(parts.sum()))
    assert float(found.df) == pytest.approx(np.trace(shared) ** 2 / (shared**2).sum())


@pytest.mark.parametrize(("part", "simulations"), [(set_checks, 600), (judge_checks, 200)])
def test_intervals_that_leave_out_a_cluster_at_a_time_cover_the_truth(
    part: Part, simulations: int
) -> None:
    """So few simulations a line say little: their mean is what can be held to."""
    found = [line.found for line in part(simulations, 7)]
    assert np.mean(found) == pytest.approx(0.95, abs=0.03)
    assert min(found) >= 0.85


def test_a_judge_of_few_documents_isnt_trusted_more_than_it_should_be() -> None:
    """Rows of few clusters are no independent ones: the interval is wider than by rows."""
    rng = np.random.default_rng(3)
    labels = np.repeat(np.arange(6), 20)
    truth = (rng.random(120) < np.repeat([0.1, 0.9, 0.2, 0.8, 0.5, 0.6], 20)).astype(float)
    people = np.where(np.arange(120) % 3 == 0, truth, np.nan)
    apart, alone = [corrected_mean(truth, people, groups) for groups in (labels, np.arange(120))]
    assert apart is not None
    assert alone is not None
    assert float(apart.estimate.error) > 1.5 * float(alone.estimate.error)
    assert float(apart.estimate.df) <= 5
