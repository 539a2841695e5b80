"""Case files: JSONL, a case a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from evals.cases.case import Case
from rag import BadInput


def read_cases(path: Path) -> list[Case]:
    """Read a case file.

    Raises:
        BadInput: it can't be read, a line is no case, an id stands twice, or there are no cases.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{path}: can't be read ({reason}): check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8: save it as UTF-8") from None
    cases = list(_parsed(path, text))
    if not cases:
        raise BadInput(f"{path}: no cases in this file: put one JSON object on each line")
    refuse_duplicates(str(path), cases)
    return cases


def write_cases(path: Path, cases: Iterable[Case]) -> None:
    """Write a case file; fields that say nothing are left out."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for case in cases:
            file.write(case.model_dump_json(exclude_defaults=True) + "\n")


def refuse_duplicates(where: str, cases: Iterable[Case]) -> None:
    """Raise BadInput for an id that stands twice."""
    counts = Counter(case.id for case in cases)
    if twice := [name for name, count in counts.items() if count > 1]:
        more = f" (and {len(twice) - 1} more ids)" if len(twice) > 1 else ""
        raise BadInput(f'{where}: the id "{twice[0]}" stands twice{more}: rename one')


def _parsed(path: Path, text: str) -> Iterator[Case]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield Case.model_validate_json(line)
            except ValidationError as error:
                raise BadInput(f"{path}, line {number}: not a case ({_reason(error)})") from None


def _reason(error: ValidationError) -> str:
    found = error.errors()[0]
    where = ".".join(map(str, found["loc"]))
    message = found["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
