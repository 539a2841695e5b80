"""A dataset: cases with the texts that they are about, each quote checked against its text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from evals.cases.case import Case
from evals.cases.read import read_cases
from evals.cases.texts import folder_texts, read_text_file
from rag import BadInput

SHIPPED = Path(__file__).parent.parent / "datasets"


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Cases and documents. `documents` maps a document's name to its text."""

    name: str
    cases: tuple[Case, ...]
    documents: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the cases and the texts: equal for equal questions on equal documents."""
        state = hashlib.sha256()
        for case in self.cases:
            state.update(case.model_dump_json().encode() + b"\n")
        for name in sorted(self.documents):
            state.update(json.dumps([name, self.documents[name]]).encode() + b"\n")
        return state.hexdigest()


def load_dataset(named: str | Path, *, documents: Path | None = None) -> Dataset:
    """Load a set that ships, by name, or a case file.

    Args:
        named: "article", "lincoln", "talks", or a path to a JSONL file.
        documents: a folder with the texts; else the folder beside the file that has its name.

    Raises:
        BadInput: no such set, no such document, or a quote that isn't in its document.
    """
    path = _path(named)
    cases = read_cases(path)
    folder = documents or path.with_suffix("")
    if documents is not None and not documents.is_dir():
        raise BadInput(f"{documents}: no such folder: --documents names a folder of text files")
    texts = _texts(cases, folder, path)
    return check_dataset(Dataset(name=path.stem, cases=tuple(cases), documents=texts))


def check_dataset(dataset: Dataset) -> Dataset:
    """The dataset itself, when its documents are there and every quote stands where it says.

    Raises:
        BadInput: a document isn't there or a quote stands elsewhere; the message names the case.
    """
    for case in dataset.cases:
        named = [*case.relevant, *map(case.home_of, case.evidence)]
        if missing := [name for name in named if name not in dataset.documents]:
            raise BadInput(
                f'case {case.id}: no document "{missing[0]}": put its text into the folder '
                "beside the case file, or name the folder with --documents"
            )
        for evidence in case.evidence:
            name = case.home_of(evidence)
            text = dataset.documents[name]
            if evidence.span.of(text) != evidence.quote:
                raise BadInput(_misplaced(case.id, name, evidence.quote, evidence.start, text))
    return dataset


def _misplaced(case: str, name: str, quote: str, start: int, text: str) -> str:
    shown = quote if len(quote) <= 60 else quote[:57] + "…"
    found = text.find(quote)
    hint = f"it stands at {found}" if found >= 0 else "these words aren't in it at all"
    return f'case {case}: the quote "{shown}" is not at {start} of "{name}": {hint}; correct it'


def _path(named: str | Path) -> Path:
    path = Path(named)
    shipped = SHIPPED / f"{named}.jsonl"
    if not path.exists() and shipped.exists():
        return shipped
    if not path.is_file():
        names = ", ".join(sorted(one.stem for one in SHIPPED.glob("*.jsonl")))
        raise BadInput(f"{named}: no such case file, nor a set that ships ({names})")
    return path


def _texts(cases: Iterable[Case], folder: Path, path: Path) -> dict[str, str]:
    """Every text of the folder, and the shipped article where a case is about it."""
    texts = folder_texts(folder)
    wanted = {case.document for case in cases if case.document}
    for name in sorted(wanted - set(texts)):
        if name != "article":
            raise BadInput(
                f'{path}: no document "{name}": put {name}.txt into {folder}, '
                "or name the folder with --documents"
            )
        texts[name] = read_text_file(Path(str(files("corpus") / "article.txt")))
    return texts
