"""A CSV from a spreadsheet: a column `question`, and what else is known of the answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from evals.cases import Case, Evidence
from evals.importers.found import Found, read_bytes, texts_beside
from rag import BadInput

_COLUMNS = (
    "id", "question", "answer", "quote", "document", "kind", "unanswerable", "cluster", "tags",
)  # fmt: skip
_YES = frozenset({"1", "yes", "true", "x", "y"})


def read_table(source: Path, documents: Path | None = None) -> Found:
    """Read a CSV, parted by commas, semicolons or tabs. `answer` and `quote` may hold several,
    parted by `|`. A quote is looked up in its document to the letter.

    Raises:
        BadInput: it has no column `question`.
    """
    try:
        text = read_bytes(source).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{source}: is not UTF-8: save the sheet as “CSV UTF-8”") from None
    head = text.split("\n", 1)[0]
    parted_by = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=parted_by)
    if "question" not in (reader.fieldnames or ()):
        raise BadInput(f'{source}: no column "question"; known columns are {", ".join(_COLUMNS)}')
    texts = texts_beside(documents)
    cases: list[Case] = []
    left_out: list[str] = []
    for number, line in enumerate(reader, start=1):
        row = {key: (value or "").strip() for key, value in line.items() if isinstance(key, str)}
        try:
            cases.append(_case(row, number, texts))
        except (ValidationError, ValueError) as error:
            why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            left_out.append(f"row {number}: {why}")
    return Found(cases=tuple(cases), documents=texts, left_out=tuple(left_out))


def _case(row: Mapping[str, str], number: int, texts: Mapping[str, str]) -> Case:
    document = row.get("document", "").removesuffix(".txt").removesuffix(".md")
    if not document and len(texts) == 1:
        document = next(iter(texts))
    unanswerable = row.get("unanswerable", "").lower() in _YES
    return Case(
        id=row.get("id") or f"row-{number}",
        kind=row.get("kind") or ("unanswerable" if unanswerable else "fact"),
        question=row.get("question", ""),
        document=document,
        answers=_several(row.get("answer", "")),
        evidence=tuple(
            _evidence(quote, document, texts) for quote in _several(row.get("quote", ""))
        ),
        unanswerable=unanswerable,
        cluster=row.get("cluster", ""),
        tags=_several(row.get("tags", "")),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _evidence(quote: str, document: str, texts: Mapping[str, str]) -> Evidence:
    if document not in texts:
        raise ValueError(f'no document "{document}" in the folder that --documents names')
    start = texts[document].find(quote)
    if start < 0:
        raise ValueError(f'the quote "{quote[:60]}" is not in "{document}" to the letter')
    return Evidence(start=start, end=start + len(quote), quote=quote)
