"""Asking a judge about rows, and keeping each verdict as soon as it is there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.judge.verdict import GROUNDED, HELPFUL, verdict
from evals.run.stored import VERDICTS, people_file
from evals.scorers import Row
from evals.scorers.judged import JUDGED
from rag import BadInput

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Asked = Callable[[str], float | None]


def judge_rows(
    rows: Sequence[Row], model: BaseChatModel, metric: str, folder: Path, judge: str
) -> Iterator[tuple[str, float | None]]:
    """Judge what hasn't been judged yet; yields each case's id and verdict.

    Args:
        metric: groundedness or helpfulness.
        folder: the run's folder; verdicts go into it, a file a judge and metric.
        judge: the judge's name.

    Raises:
        BadInput: there is no such metric.
    """
    if metric not in JUDGED:
        raise BadInput(f'no judge\'s metric "{metric}": there are {", ".join(JUDGED)}')
    path = verdict_file(folder, judge, metric)
    path.parent.mkdir(exist_ok=True)
    done = _done(path)

    def ask(prompt: str) -> float | None:
        try:
            return verdict(str(model.invoke(prompt).text))
        except Exception:  # a judge that fails gives no verdict, which is counted
            return None

    of = _grounded if metric == "groundedness" else _helpful
    with path.open("a", encoding="utf-8") as file:
        for row in rows:
            if row.case.id in done or row.given.failed or row.given.refused:
                continue
            found = of(row, ask)
            record = {"id": row.case.id, "metric": metric, "judge": judge, "verdict": found}
            file.write(json.dumps(record) + "\n")
            file.flush()
            os.fsync(file.fileno())
            yield row.case.id, found


def verdict_file(folder: Path, judge: str, metric: str) -> Path:
    """Where a judge's verdicts on a run lie."""
    plain = "".join(sign if sign.isalnum() or sign in "-." else "-" for sign in judge)
    return folder / VERDICTS / f"judge-{plain}-{metric}.jsonl"


def read_people(path: Path, metric: str) -> dict[str, bool]:
    """Verdicts of people: JSONL with `id`, `metric` and `verdict` (true or false).

    Raises:
        BadInput: it can't be read, or a line isn't in form.
    """
    found: dict[str, bool] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: can't be read ({error})") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            if one["verdict"] not in (True, False):
                raise TypeError
            if one.get("metric", metric) == metric:
                found[str(one["id"])] = bool(one["verdict"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadInput(
                f'{path}, line {number}: write {{"id": "…", "metric": "…", "verdict": true}}'
            ) from None
    return found


def keep_people(folder: Path, metric: str, people: Mapping[str, bool]) -> None:
    """Put people's verdicts into a run's folder, in the place of those of that metric there."""
    path = people_file(folder, metric)
    path.parent.mkdir(exist_ok=True)
    lines = [
        json.dumps({"id": name, "metric": metric, "verdict": float(verdict)})
        for name, verdict in people.items()
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _done(path: Path) -> set[str]:
    if not path.exists():
        return set()
    written = path.read_bytes()
    os.truncate(path, written.rfind(b"\n") + 1)
    return {json.loads(line)["id"] for line in written.split(b"\n")[:-1]}


def _grounded(row: Row, ask: Asked) -> float | None:
    """The share of sentences that their quotes bear out; None where any has no verdict."""
    quotes = {one.number: one.quote for one in row.given.citations}
    found = []
    for sentence in row.given.sentences:
        cited = "\n".join(quotes[number] for number in sentence.citations if number in quotes)
        found.append(ask(GROUNDED.format(quotes=cited or "(none)", sentence=sentence.text)))
    known = [one for one in found if one is not None]
    return sum(known) / len(known) if known and len(known) == len(found) else None


def _helpful(row: Row, ask: Asked) -> float | None:
    return ask(HELPFUL.format(question=row.case.question, answer=row.given.text))
