"""CLAPNQ (Rosenthal et al., 2025): a question, a passage, long answers with their sentences.

A line, as in `annotated_data/` of the project's repository, has an `id`; `input`, the question;
`passages`, one with `title`, `text` and `sentences`; and `output`, one for each annotator with
`answer`, `selected_sentences` (of the passage's) and `meta`. An unanswerable question's `answer` is
empty; its readme shows null there, and a stray "&" after selected sentences.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.cases import Case, Evidence
from evals.importers.found import Found, numbered_lines, plain_name
from rag import BadInput


def read_clapnq(source: Path, documents: Path | None = None) -> Found:
    """Read CLAPNQ's annotated JSONL. A passage is a document; what has one title is a cluster.

    Selected sentences that aren't in the passage to the letter are left out and told.

    Raises:
        BadInput: a line isn't in that layout.
    """
    passages = _Passages()
    cases: list[Case] = []
    left_out: list[str] = []
    for number, line in numbered_lines(source):
        try:
            one = json.loads(line)
            passage = one["passages"][0]
            outputs = [each for each in one["output"] if (each.get("answer") or "").strip()]
            evidence, lost = _evidence(outputs, passage["text"])
            left_out += [f'{one["id"]}: not in its passage to the letter: "{it}"' for it in lost]
            if outputs and not evidence:
                left_out.append(f"{one['id']}: the case, as no selected sentence is left")
                continue
            cases.append(
                Case(
                    id=str(one["id"]),
                    kind="several" if outputs else "unanswerable",
                    question=one["input"],
                    document=passages.name(passage),
                    answers=tuple(dict.fromkeys(each["answer"] for each in outputs)),
                    evidence=evidence,
                    unanswerable=not outputs,
                    cluster=plain_name(passage["title"]),
                )
            )
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise BadInput(f"{source}, line {number}: not in CLAPNQ's layout ({error})") from None
    return Found(cases=tuple(cases), documents=passages.texts, left_out=tuple(left_out))


@dataclass(slots=True)
class _Passages:
    """Passages by name; one that several questions share stands there once."""

    texts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def name(self, passage: dict[str, Any]) -> str:
        text = passage["text"].replace("\r\n", "\n").replace("\r", "\n")
        if text not in self.names:
            plain = plain_name(passage["title"])
            count = 1
            while (name := plain if count == 1 else f"{plain}-{count}") in self.texts:
                count += 1
            self.names[text], self.texts[name] = name, text
        return self.names[text]


def _evidence(outputs: list[dict[str, Any]], text: str) -> tuple[tuple[Evidence, ...], list[str]]:
    """The selected sentences where they stand, and those that stand nowhere."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    chosen = [quote for each in outputs for quote in each["selected_sentences"]]
    wanted = dict.fromkeys(quote.strip().removesuffix("&").strip() for quote in chosen)
    places = {quote: text.find(quote) for quote in wanted if quote}
    found = tuple(
        Evidence(start=start, end=start + len(quote), quote=quote)
        for quote, start in places.items()
        if start >= 0
    )
    return found, [quote for quote, start in places.items() if start < 0]
