"""The page's thumbs: an answer that somebody found right becomes a case that must stay right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.cases import Case, Evidence
from evals.importers.found import Found, numbered_lines, texts_beside
from rag import BadInput


def read_feedback(source: Path, documents: Path | None = None) -> Found:
    """Read `feedback.jsonl` of a home. The last word on an answer counts.

    Thumbs up give cases; of thumbs down nobody knows the right answer, so they are left out and
    told. The texts are looked for in the folder, and each quote in them to the letter.

    Raises:
        BadInput: a line is no feedback.
    """
    texts = texts_beside(documents)
    lines: dict[str, dict[str, Any]] = {}
    for number, line in numbered_lines(source):
        try:
            one = json.loads(line)
            lines[str((one.get("answer") or {}).get("id") or f"line-{number}")] = one
        except (ValueError, AttributeError) as error:
            raise BadInput(f"{source}, line {number}: not a line of feedback ({error})") from None
    cases: list[Case] = []
    left_out: list[str] = []
    for name, one in lines.items():
        try:
            cases.append(_case(name, one, texts))
        except (ValueError, KeyError, TypeError) as error:
            left_out.append(f"{name}: {error}")
    return Found(cases=tuple(cases), documents=texts, left_out=tuple(left_out))


def _case(name: str, one: dict[str, Any], texts: dict[str, str]) -> Case:
    if one.get("verdict") != "up":
        raise ValueError(f'"{one["question"]}" was not found right; write its case by hand')
    refused = one["answer"]["status"] == "not_found"
    places = [_evidence(citation, texts) for citation in one["answer"]["citations"]]
    return Case(
        id=name,
        kind="unanswerable" if refused else "fact",
        question=one["question"],
        history=tuple((question, answer) for question, answer in one.get("history", [])),
        document=places[0].document if places else next(iter(texts), ""),
        evidence=tuple(places),
        unanswerable=refused,
        tags=("feedback",),
    )


def _evidence(citation: dict[str, Any], texts: dict[str, str]) -> Evidence:
    quote = citation["quote"]
    for document, text in texts.items():
        if text[citation["start"] : citation["end"]] == quote:
            return Evidence(
                start=citation["start"], end=citation["end"], quote=quote, document=document
            )
    raise ValueError(f'the quote "{quote[:60]}" stands in no text of the folder')
