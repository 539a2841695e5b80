"""What the check flags among altered and unaltered sentences, and how well its score ranks.

    python -m bench.check_alterations --squad2 REPORT.json --entailment entailment.jsonl.gz \\
        --wordnet DIR

The articles and rows are neither trained on nor fitted to.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from bench.altered import Case, Cases, of_rows
from rag.check import Checker, Verdict, alterations
from rag.check.examples import entailment_rows
from rag.reader import squad
from rag.reader.measures import auroc


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("squad2", "entailment", "wordnet"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(2)
    checker = Checker.load()
    cases = list(Cases(options.wordnet).of(squad.load(options.squad2), 21, 4))
    verdicts = checker.check_all([case.claim for case in cases])
    _flagged(cases, verdicts)
    rows = of_rows(entailment_rows(options.entailment, "report"))
    judged = checker.check_all([case.claim for case in rows])
    _ranked(rows, judged)
    _curve([*cases, *rows], [*verdicts, *judged])
    _timed(checker, cases)


def _flagged(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> None:
    kinds: dict[str, list[bool]] = defaultdict(list)
    for case, verdict in zip(cases, verdicts, strict=True):
        kinds[case.kind].append(not verdict.supported)
        if case.kind == "as it stands":
            continue
        whole = (
            "harmless"
            if case.supported
            else "value"
            if case.kind in alterations.VALUES
            else "other"
        )
        kinds[f"ALL {whole}"].append(not verdict.supported)
    for kind, flagged in sorted(kinds.items()):
        print(f"{kind:28} {len(flagged):5} {np.mean(flagged):.3f} flagged")


def _ranked(rows: Sequence[Case], verdicts: Sequence[Verdict]) -> None:
    kinds: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for case, verdict in zip(rows, verdicts, strict=True):
        kinds[case.kind][not case.supported].append(verdict.score)
    for kind, (up, down) in sorted(kinds.items()):
        print(f"{kind:28} {len(up):5} {len(down):5} AUROC {auroc(up, down):.3f}")


def _curve(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> None:
    """Scores by tenths, supported and unsupported weighing the same in all."""
    right = np.array([case.supported for case in cases], dtype=float)
    score = np.array([verdict.score for verdict in verdicts])
    kept = np.array([case.kind != "as it stands" for case in cases])
    weight = np.where(right == 1, 0.5 / right[kept].sum(), 0.5 / (1 - right[kept]).sum())
    for tenth in range(10):
        inside = kept & (np.minimum((score * 10).astype(int), 9) == tenth)
        if inside.any():
            share = np.average(right[inside], weights=weight[inside])
            mean = np.average(score[inside], weights=weight[inside])
            print(f"score {tenth / 10:.1f}+ {inside.sum():5} mean {mean:.2f} supported {share:.2f}")


def _timed(checker: Checker, cases: Sequence[Case]) -> None:
    chosen = [case.claim for case in cases if len(case.claim.quotes) == 3][:60]
    taken = []
    for claim in chosen:
        begun = time.perf_counter()
        checker.check_all([claim])
        taken.append(1000 * (time.perf_counter() - begun))
    middle, late = np.median(taken), np.percentile(taken, 95)
    print(f"a sentence with three quotes: {middle:.0f} ms, p95 {late:.0f}")


if __name__ == "__main__":
    main()
