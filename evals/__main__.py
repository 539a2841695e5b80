"""Ask the article's cases and print how the answers fare: `python -m evals`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from evals.cases import Case, read_cases
from evals.score import Score, auroc, score
from rag import Corpus

_CASES = Path(__file__).parent / "datasets" / "article.jsonl"


def main() -> None:
    """Run the cases in a new home, so that nothing else is in the index."""
    verbose = "--verbose" in sys.argv
    with tempfile.TemporaryDirectory() as home, Corpus.open(home) as corpus:
        scores = run(corpus, read_cases(_CASES))
    console = Console()
    console.print(_table(scores))
    console.print(_summary(scores))
    if verbose:
        for one in scores:
            if one.first is False or (one.case.unanswerable and not one.refused):
                mark = "refused" if one.refused else f"in three: {one.in_three}"
                console.print(f"{one.case.id} {one.confidence:.2f} {mark}: {one.case.question}")


def run(corpus: Corpus, cases: Sequence[Case]) -> list[Score]:
    """Ask each case of the index's only document."""
    (info,) = corpus.documents()
    text = corpus.document(info.id).text
    return [score(case, corpus.ask(case.question, history=case.history), text) for case in cases]


def _table(scores: Sequence[Score]) -> Table:
    table = Table("kind", "cases", "right first", "right in three", "refused")
    kinds = list(dict.fromkeys(one.case.kind for one in scores))
    answerable = [one for one in scores if not one.case.unanswerable]
    groups = [(kind, [one for one in scores if one.case.kind == kind]) for kind in kinds]
    for name, group in [*groups, ("all answerable", answerable)]:
        table.add_row(
            name,
            str(len(group)),
            _share([one.first for one in group]),
            _share([one.in_three for one in group]),
            _share([one.refused for one in group]),
        )
    return table


def _summary(scores: Sequence[Score]) -> str:
    answerable = [one.confidence for one in scores if not one.case.unanswerable]
    on_topic = [one.confidence for one in scores if one.case.kind == "unanswerable"]
    off_topic = [one.confidence for one in scores if one.case.kind == "off_topic"]
    return (
        f"AUROC of confidence: on topic {auroc(answerable, on_topic):.3f}, "
        f"off topic {auroc(answerable, off_topic):.3f}; "
        f"quotes exact {_share([one.exact for one in scores])}; "
        f"median {median(one.milliseconds for one in scores):.0f} ms a question"
    )


def _share(values: Sequence[bool | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{sum(known) / len(known):.2f}" if known else "–"


if __name__ == "__main__":
    main()
