"""Fit the check's score on articles and rows that it was neither trained on nor is reported on.

    python -m bench.fit_check --squad squad1-train.json.gz --squad2 CALIBRATE.json \\
        --entailment entailment.jsonl.gz --wordnet DIR

Prints the lines for `rag/check/score.py`. Supported and unsupported cases weigh the same in
all; the made ones weigh twice the rows of SNLI, whose captions are far from documents.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from bench.altered import Case, Cases, of_rows
from rag.check import Checker
from rag.check.examples import entailment_rows
from rag.check.score import Signs
from rag.check.train import held_out_articles
from rag.reader import squad

_SHARE = {"snli": 0.3, "cad": 0.3, "fool-me-twice": 1.0, "conjnli": 0.5, "as it stands": 0.2}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("squad", "squad2", "entailment", "wordnet"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    articles = squad.load(options.squad2) + held_out_articles(options.squad)[:10]
    made = list(Cases(options.wordnet).of(articles, 11, 1))
    rows = of_rows(entailment_rows(options.entailment, "tune"))
    cases = Random(1).sample(made, min(len(made), 4500)) + Random(2).sample(rows, 1800)
    cases += [case for case in rows if case.kind == "fool-me-twice"]
    print(len(cases), Counter(case.kind for case in cases).most_common())
    checker = Checker.load()
    signs = [checker.signs(case.claim) for case in cases]
    y = np.array([case.supported for case in cases], dtype=float)
    weight = np.array([_SHARE.get(case.kind, 1.0) for case in cases])
    weight *= np.where(y == 1, 1 / weight[y == 1].sum(), 1 / weight[y == 0].sum())
    _fit("WEIGHTS, OFFSET", signs, cases, y, weight, 0)
    _fit("UNREAD, UNREAD_OFFSET", signs, cases, y, weight, 2)


def _fit(  # noqa: PLR0913, PLR0917 - one fit, said in one place
    name: str,
    signs: list[Signs],
    cases: list[Case],
    y: np.ndarray,
    weight: np.ndarray,
    skip: int,
) -> None:
    x = np.array([one.numbers()[skip:] for one in signs])

    def loss(line: np.ndarray) -> float:
        z = x @ line[:-1] + line[-1]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + 1e-3 * (line[:-1] ** 2).sum())

    # Evidence for support may only raise the score, a rule that speaks may only lower it.
    up = 3 - skip
    bounds = [(0, None)] * up + [(None, -3.0)] * (x.shape[1] - up) + [(None, None)]
    line = minimize(loss, np.zeros(x.shape[1] + 1), method="L-BFGS-B", bounds=bounds).x
    print(name, np.round(line[:-1], 3).tolist(), round(float(line[-1]), 3))
    sure = expit(x @ line[:-1] + line[-1])
    made = np.array(
        [case.kind not in ("snli", "cad", "conjnli", "fool-me-twice") for case in cases]
    )
    value = np.array([any(one.numbers()[3:]) for one in signs])
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        flagged = (sure < threshold) | value
        print(threshold, *(round(float(flagged[made & (y == kind)].mean()), 3) for kind in (1, 0)))


if __name__ == "__main__":
    main()
