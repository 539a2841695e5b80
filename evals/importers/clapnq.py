"""CLAPNQ (Rosenthal et al., 2025): a question, a passage, a long answer with its sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.cases import Case, Evidence
from evals.importers.found import Found, plain_name, read_bytes
from rag import BadInput


def read_clapnq(source: Path, documents: Path | None = None) -> Found:
    """Read CLAPNQ's annotated JSONL. Each passage is a document and a cluster.

    Selected sentences that aren't in the passage to the letter are left out and told.

    Raises:
        BadInput: a line isn't in that layout.
    """
    texts: dict[str, str] = {}
    cases: list[Case] = []
    left_out: list[str] = []
    for number, line in enumerate(read_bytes(source).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            passage = one["passages"][0]
            name = plain_name(f"{passage.get('title', 'passage')}-{one['id']}")
            texts[name] = passage["text"]
            outputs = [each for each in one.get("output", []) if each.get("answer", "").strip()]
            evidence = _evidence(outputs, passage["text"])
            if outputs and not evidence:
                left_out.append(
                    f"{one['id']}: no selected sentence is in its passage to the letter"
                )
                continue
            cases.append(
                Case(
                    id=str(one["id"]),
                    kind="several" if outputs else "unanswerable",
                    question=one["input"],
                    document=name,
                    answers=tuple(each["answer"] for each in outputs),
                    evidence=evidence,
                    unanswerable=not outputs,
                    cluster=plain_name(str(passage.get("title") or one["id"])),
                )
            )
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise BadInput(f"{source}, line {number}: not in CLAPNQ's layout ({error})") from None
    return Found(cases=tuple(cases), documents=texts, left_out=tuple(left_out))


def _evidence(outputs: list[dict[str, Any]], text: str) -> tuple[Evidence, ...]:
    chosen = [quote for each in outputs for quote in each.get("selected_sentences", [])]
    places = {quote.strip(): text.find(quote.strip()) for quote in chosen if quote.strip()}
    return tuple(
        Evidence(start=start, end=start + len(quote), quote=quote)
        for quote, start in places.items()
        if start >= 0
    )
