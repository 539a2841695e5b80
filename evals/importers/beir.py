"""BEIR's folders (Thakur et al., 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from evals.cases import Case
from evals.importers.found import Found, numbered_lines, plain_name, read_bytes
from rag import BadInput


def read_beir(source: Path, documents: Path | None = None) -> Found:
    """Read a BEIR folder, its test judgements if there are several. Whole documents are relevant.

    Raises:
        BadInput: a file is missing or not in that layout.
    """
    try:
        texts, names = {}, {}
        for one in _lines(source / "corpus.jsonl"):
            names[one["_id"]] = plain_name(one["_id"])
            texts[names[one["_id"]]] = f"{one.get('title', '')}\n\n{one['text']}".strip()
        if len(texts) < len(names):
            raise BadInput(f"{source}: two documents have ids that read the same as file names")
        questions = {one["_id"]: one["text"] for one in _lines(source / "queries.jsonl")}
        grades = _grades(source)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BadInput(f"{source}: not in BEIR's layout ({error})") from None
    cases, left_out = [], []
    for name, judged in grades.items():
        known = {names[one]: grade for one, grade in judged.items() if one in names}
        if name in questions and any(grade > 0 for grade in known.values()):
            cases.append(Case(id=name, question=questions[name], relevant=known))
        else:
            left_out.append(f"{name}: no such question, or none of its documents is in the corpus")
    return Found(cases=tuple(cases), documents=texts, left_out=tuple(left_out))


def _grades(source: Path) -> dict[str, dict[str, int]]:
    files = sorted((source / "qrels").glob("*.tsv"))
    if not files:
        raise BadInput(f"{source}/qrels: no .tsv file with judgements")
    path = next((one for one in files if one.stem == "test"), files[0])
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for line in read_bytes(path).decode().splitlines()[1:]:
        question, document, grade = line.split("\t")[:3]
        found[question][document] = int(grade)
    return found


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for _, line in numbered_lines(path)]
