"""SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016, 2018): an article is a document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.cases import Case, Evidence
from evals.importers.found import Found, plain_name, read_bytes
from rag import BadInput


def read_squad(source: Path, documents: Path | None = None) -> Found:
    """Read a file in SQuAD's JSON layout, gzipped or not. Evidence is the answer's place.

    Questions on one article hang together, so the article is the cluster.

    Raises:
        BadInput: the file isn't in that layout.
    """
    texts: dict[str, str] = {}
    cases: list[Case] = []
    left_out: list[str] = []
    try:
        for article in json.loads(read_bytes(source))["data"]:
            name = plain_name(article["title"])
            offset, parts = 0, []
            for paragraph in article["paragraphs"]:
                context = paragraph["context"].replace("\r", "\n")
                for one in paragraph["qas"]:
                    cases.append(_case(one, name, context, offset))
                    left_out += _misplaced(one, context)
                parts.append(context)
                offset += len(context) + 2
            texts[name] = "\n\n".join(parts)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{source}: not in SQuAD's layout ({error})") from None
    return Found(cases=tuple(cases), documents=texts, left_out=tuple(left_out))


def _case(one: dict[str, Any], name: str, context: str, offset: int) -> Case:
    unanswerable = _unanswerable(one)
    places = {} if unanswerable else dict.fromkeys(_places(one))
    return Case(
        id=str(one["id"]),
        kind="unanswerable" if unanswerable else "fact",
        question=one["question"].strip(),
        document=name,
        answers=tuple(dict.fromkeys(text for _, text in places)),
        evidence=tuple(
            Evidence(start=offset + start, end=offset + start + len(text), quote=text)
            for start, text in places
            if _stands(start, text, context)
        ),
        unanswerable=unanswerable,
    )


def _misplaced(one: dict[str, Any], context: str) -> list[str]:
    """A line for each answer that doesn't stand where the file says; it is no evidence."""
    if _unanswerable(one):
        return []
    return [
        f'{one["id"]}: the answer "{text}" is not at {start} of its paragraph'
        for start, text in _places(one)
        if not _stands(start, text, context)
    ]


def _unanswerable(one: dict[str, Any]) -> bool:
    return bool(one.get("is_impossible", False)) or not one["answers"]


def _places(one: dict[str, Any]) -> list[tuple[int, str]]:
    return [(answer["answer_start"], answer["text"]) for answer in one["answers"]]


def _stands(start: int, text: str, context: str) -> bool:
    return bool(text) and context[start : start + len(text)] == text
