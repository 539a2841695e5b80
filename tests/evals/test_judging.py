"""Judges that are scripted: good ones, silent ones, and how much they are believed."""

import io
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from rich.console import Console

from evals.baselines.tutorial import TutorialSystem
from evals.cases import load_dataset
from evals.commands.judge import tell
from evals.compare import Verdict, compare
from evals.compare.words import verdict as verdict_words
from evals.judge.judging import judge_rows, keep_people, read_people
from evals.judge.verdict import verdict
from evals.run import Run, RunOptions, load_run, run
from rag import BadInput, FootnoteError
from tests.evals.rows import case, made_run, row


def _says(*replies: str) -> Any:
    return GenericFakeChatModel(messages=iter([AIMessage(reply) for reply in replies]))


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("VERDICT: yes", 1.0),
        ("It is so.\n**Verdict:** No.", 0.0),
        (" No. ", 0.0),
        ("yes and no", None),
        ("VERDICT: yes\nVERDICT: no", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_a_verdict_is_read_or_there_is_none(reply: str, found: float | None) -> None:
    assert verdict(reply) == found


def test_verdicts_are_kept_and_not_asked_for_twice(tmp_path: Path) -> None:
    rows = [row(case(f"c{n}")) for n in range(3)]
    first = judge_rows(rows, _says("VERDICT: yes", "what?"), "groundedness", tmp_path, "j")
    assert [next(first), next(first)] == [("c0", 1.0), ("c1", None)]
    first.close()
    rest = judge_rows(rows, _says("VERDICT: no"), "groundedness", tmp_path, "j")
    assert list(rest) == [("c2", 0.0)]
    with pytest.raises(BadInput, match="groundedness, helpfulness"):
        list(judge_rows(rows, _says(), "taste", tmp_path, "j"))


def test_a_judge_is_held_against_people_and_corrected() -> None:
    rows = [
        row(
            case(f"c{n}", cluster=str(n)),
            judged={"groundedness": 1.0},
            people={"groundedness": float(n % 2 == 0)} if n < 10 else {},
        )
        for n in range(20)
    ]
    rows.append(row(case("silent"), judged={"groundedness": None}))
    out = io.StringIO()
    tell(Console(file=out, width=200), rows, "groundedness")
    told = out.getvalue()
    assert "21 judged, 1 unscored" in told
    assert "corrected: 0.500" in told
    assert "the judge alone 1.000" in told


def test_a_judge_that_never_answers_in_form_gives_no_figure() -> None:
    rows = [row(judged={"groundedness": None})]
    with pytest.raises(FootnoteError, match="never answered in form"):
        tell(Console(file=io.StringIO()), rows, "groundedness")


def test_peoples_verdicts_in_form(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    for second in ("[]", '{"id": "b", "verdict": "no"}', '{"id": "b"}'):
        path.write_text(f'{{"id": "a", "verdict": true}}\n{second}\n')
        with pytest.raises(BadInput, match="line 2"):
            read_people(path, "groundedness")


def _judged(name: str, judge: float, people: dict[int, float]) -> Run:
    return made_run(
        name,
        [
            row(
                case(f"c{n}", cluster=str(n)),
                judged={"groundedness": judge},
                people={"groundedness": people[n]} if n in people else {},
            )
            for n in range(40)
        ],
    )


def test_a_judge_alone_decides_nothing_between_two_runs() -> None:
    alone = compare(_judged("a", 0.0, {}), _judged("b", 1.0, {}), primary="groundedness")
    assert alone.primary.verdict is Verdict.UNKNOWN
    assert "beside people's" in verdict_words(alone.primary)
    fair = {n: float(n % 2) for n in range(20)}
    beside = compare(_judged("a", 0.0, fair), _judged("b", 1.0, fair), primary="groundedness")
    assert beside.primary.verdict is Verdict.SAME, "people saw no difference where the judge did"
    assert beside.primary.difference == pytest.approx(0)
    kind = {n: float(n < 2) for n in range(20)}
    real = compare(_judged("a", 0.0, kind), _judged("b", 1.0, dict.fromkeys(range(20), 1.0)),
                   primary="groundedness")  # fmt: skip
    assert real.primary.verdict is Verdict.BETTER


def test_peoples_verdicts_stay_with_the_run(tmp_path: Path, small: Path) -> None:
    system = TutorialSystem(answerer="scripted", model=_says(*["Salt."] * 6))
    run(load_dataset(small), system, RunOptions(name="t", runs=tmp_path))
    keep_people(tmp_path / "t", "groundedness", {"sea-0": False})
    again = load_run("t", tmp_path)
    assert [one.people for one in again.rows[:2]] == [{"groundedness": 0.0}, {}]


def test_the_tutorials_chain_writes_and_says_that_it_does_not_know(
    tmp_path: Path, small: Path
) -> None:
    replies = ["Salt."] * 5 + ["I don't know."]
    system = TutorialSystem(answerer="scripted", model=_says(*replies))
    made = run(load_dataset(small), system, RunOptions(name="t", runs=tmp_path)).run
    assert made.failed == 0
    assert made.rows[0].given.text == "Salt."
    assert made.rows[-1].given.refused
    assert made.rows[0].given.retrieved[0].document == "sea"
