"""Fit how a local model's doubt joins the reader's confidence (`rag/doubt.py`).

    python -m bench.fit_doubt --squad2 calibrate.json --rows doubts.jsonl [--each 30]

The file is in SQuAD 2.0's layout; all its articles are one index. Asked are questions with an
answer, questions that only look as if they had one, and questions whose passage is left out.
For each that gets quotes, the model says how probable its way out is. Rows are kept in a file, so
that a run that was stopped goes on; with all rows there, the line is fitted, and each article
judged by the line of the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from bench.asked import KINDS, Asked, ask_all
from bench.fit_reader import logistic
from bench.ranks import auroc
from rag import Models, Settings
from rag.confidence import confidence
from rag.llm.local import LocalChat
from rag.prompts import messages
from rag.select import choose

Floats = npt.NDArray[np.float64]
_LEAST = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question: its kind and article, the reader's confidence, the model's doubt."""

    key: str
    kind: int
    article: int
    sure: float
    doubt: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad2", type=Path, required=True)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--each", type=int, default=30)
    options = parser.parse_args()
    rows = _read(options.rows)
    with options.rows.open("a", encoding="utf-8") as out:
        for row in _new(options.squad2, options.each, {one.key for one in rows}):
            out.write(json.dumps(asdict(row)) + "\n")
            out.flush()
            rows.append(row)
    _fit(rows)


def _read(path: Path) -> list[Row]:
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _new(squad2: Path, each: int, known: set[str]) -> Iterator[Row]:
    """Rows for questions that get quotes and are not known."""
    settings = Settings()
    model = Models(settings.models).default()
    if model is None:
        raise SystemExit("no model here: run `footnote models add qwen2.5-coder-1.5b`")
    chat = LocalChat(path=model.path, threads=settings.threads)
    for one in ask_all(squad2, each):
        sure = confidence(one.read)
        if one.key not in known and sure >= _LEAST:
            yield Row(
                key=one.key,
                kind=one.kind,
                article=one.article,
                sure=sure,
                doubt=_doubt(chat, one),
            )


def _doubt(chat: LocalChat, asked: Asked) -> float:
    quotes = [one.text for one in choose(asked.read.candidates)[:1]]
    return chat.probability_of_start(messages(asked.question.text, quotes, citing=False), "NOT")


def _fit(rows: Sequence[Row]) -> None:
    kind = np.array([one.kind for one in rows])
    article = np.array([one.article for one in rows])
    sure = logit(np.clip([one.sure for one in rows], 1e-4, 1 - 1e-4))
    doubt = logit(np.clip([one.doubt for one in rows], 1e-4, 1 - 1e-4))
    both = np.stack([sure, doubt], axis=1)
    held_out = np.zeros(len(rows))
    for number in np.unique(article):
        held = article == number
        line = logistic(both[~held], kind[~held] == 0)
        held_out[held] = both[held] @ line[:-1] + line[-1]
    for name, values in (("reader", sure), ("model", -doubt), ("both, held out", held_out)):
        told = [
            f"{KINDS[k]} {auroc(values[kind == 0].tolist(), values[kind == k].tolist()):.3f}"
            for k in (1, 2, 3)
            if (kind == k).any()
        ]
        print(f"AUROC of {name}, of those that get quotes, against: {', '.join(told)}")
    line = logistic(both, kind == 0)
    print("confidence, doubt, intercept:", np.round(line, 3).tolist())
    joined = expit(both @ line[:-1] + line[-1])
    for least in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        told = [f"{float((joined[kind == k] < least).mean()):.3f} {KINDS[k]}" for k in range(4)]
        print(f"below {least}: {', '.join(told)}")


if __name__ == "__main__":
    main()
