"""`footnote eval import`: cases of elsewhere, as a case file with its documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.commands.options import warn
from evals.importers import IMPORTERS, sampled, write_dataset
from rag import BadInput


def bring(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(IMPORTERS)}.")],
    source: Annotated[Path, typer.Argument(help="The file or folder.")],
    to: Annotated[Path, typer.Option(help="The case file to write; texts go beside it.")],
    documents: Annotated[
        Path | None, typer.Option(help="For csv and feedback: the folder with the texts.")
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(min=1, help="So many cases by chance, spread over the documents."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed of the sample.")] = 1,
) -> None:
    """Make a case file of SQuAD, CLAPNQ, a BEIR folder, a CSV or the page's feedback."""
    if kind not in IMPORTERS:
        raise BadInput(f'no importer "{kind}": there are {", ".join(IMPORTERS)}')
    found = IMPORTERS[kind](source, documents)
    if sample is not None:
        found = sampled(found, sample, seed)
    written = write_dataset(to, found)
    print(f"{to}: {written} cases, {len(found.documents)} documents")
    if found.left_out:
        warn(*(f"left out: {line}" for line in found.left_out[:10]))
        warn(f"{len(found.left_out)} left out in all")
