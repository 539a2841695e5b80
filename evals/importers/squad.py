"""SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016, 2018): an article is a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    try:
        for article in json.loads(read_bytes(source))["data"]:
            name = plain_name(article["title"])
            offset, parts = 0, []
            for paragraph in article["paragraphs"]:
                context = paragraph["context"].replace("\r", "\n")
                cases += _cases(paragraph["qas"], name, context, offset)
                parts.append(context)
                offset += len(context) + 2
            texts[name] = "\n\n".join(parts)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{source}: not in SQuAD's layout ({error})") from None
    return Found(cases=tuple(cases), documents=texts)


def _cases(asked: list[dict[str, Any]], name: str, context: str, offset: int) -> Iterator[Case]:
    for one in asked:
        unanswerable = bool(one.get("is_impossible", False)) or not one["answers"]
        places = {} if unanswerable else {
            (answer["answer_start"], answer["text"]): None for answer in one["answers"]
        }  # fmt: skip
        yield Case(
            id=str(one["id"]),
            kind="unanswerable" if unanswerable else "fact",
            question=one["question"].strip(),
            document=name,
            answers=tuple(dict.fromkeys(text for _, text in places)),
            evidence=tuple(
                Evidence(start=offset + start, end=offset + start + len(text), quote=text)
                for start, text in places
                if context[start : start + len(text)] == text and text
            ),
            unanswerable=unanswerable,
        )
