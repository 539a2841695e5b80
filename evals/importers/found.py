"""What an importer found, and how it becomes a dataset on the disk."""

from __future__ import annotations

import gzip
import random
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TypeAlias

from evals.cases import Case, Dataset, write_cases
from evals.cases.dataset import check_dataset
from evals.cases.read import refuse_duplicates
from evals.cases.texts import folder_texts
from rag import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Cases, the texts they are about, and a line for each thing that could not be used."""

    cases: tuple[Case, ...]
    documents: Mapping[str, str]
    left_out: tuple[str, ...] = ()


Importer: TypeAlias = Callable[[Path, Path | None], Found]
"""From the source, and a folder with texts where the source has none, to what it holds."""


def sampled(found: Found, count: int, seed: int) -> Found:
    """So many cases by chance, as evenly from the clusters as they go; every text stays.

    Equal seeds give equal samples. The cases keep their order.
    """
    rng = random.Random(seed)
    groups: dict[str, list[Case]] = {}
    for case in found.cases:
        groups.setdefault(case.group, []).append(case)
    for cases in groups.values():
        rng.shuffle(cases)
    rounds = chain.from_iterable(zip_longest(*groups.values()))
    chosen = {case.id for case in islice((one for one in rounds if one is not None), count)}
    return replace(found, cases=tuple(case for case in found.cases if case.id in chosen))


def write_dataset(path: Path, found: Found) -> int:
    """Write the case file, and the texts its cases need into the folder beside it.

    Raises:
        BadInput: there are no cases, an id stands twice, or the place can't be written.
    """
    cases = found.cases
    if not cases:
        raise BadInput(f"no cases found: {len(found.left_out)} were left out")
    refuse_duplicates(str(path), cases)
    check_dataset(Dataset(name=path.stem, cases=cases, documents=found.documents))
    folder = path.with_suffix("")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in found.documents.items():
            with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="") as file:
                file.write(text)
        write_cases(path, cases)
    except OSError as error:
        raise BadInput(f"{path}: can't be written ({error.strerror})") from None
    return len(cases)


def read_bytes(path: Path) -> bytes:
    """A file's bytes, unpacked if it is gzipped.

    Raises:
        BadInput: it can't be read.
    """
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, zlib.error) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise BadInput(f"{path}: can't be read ({reason}): check the path") from None


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """A file's lines with their numbers, from 1; blank ones are passed over.

    Raises:
        BadInput: it can't be read.
    """
    for number, line in enumerate(read_bytes(path).split(b"\n"), start=1):
        if line.strip():
            yield number, line


def plain_name(name: str) -> str:
    """A name that can be a file's."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "document"


def texts_beside(folder: Path | None) -> dict[str, str]:
    """The texts of the folder that was named; none where none was.

    Raises:
        BadInput: there is no such folder, or a text can't be read.
    """
    if folder is None:
        return {}
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder: --documents names a folder of text files")
    return folder_texts(folder)
