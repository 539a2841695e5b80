"""The documents of the page: adding them with progress, and the list of them."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag import AddReport, Corpus, DocumentInfo, FootnoteError, Progress, SomeFilesFailed
from ui.safe import text
from ui.terminal import time_left

SHIPPED = "corpus/article.txt"
"""The source of the article that comes with Footnote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """How far the adding of files has come, or, at its end, what became of them."""

    doing: str = ""
    done: int = 0
    total: int = 0
    report: AddReport | None = None
    problems: tuple[str, ...] = field(default=())

    @property
    def is_over(self) -> bool:
        """Whether this is the last step."""
        return self.report is not None or bool(self.problems)


def add(corpus: Corpus, uploaded: Sequence[Path]) -> Iterator[Adding]:
    """Add uploaded files to the index, telling each step; goes on even if nobody listens."""
    steps: queue.SimpleQueue[Adding] = queue.SimpleQueue()
    threading.Thread(
        target=lambda: steps.put(_add(corpus, uploaded, steps)), name="adding", daemon=True
    ).start()
    while True:
        step = steps.get()
        yield step
        if step.is_over:
            return


def _add(corpus: Corpus, uploaded: Sequence[Path], steps: queue.SimpleQueue[Adding]) -> Adding:
    def tell(progress: Progress) -> None:
        doing = f"{progress.stage.capitalize()} {Path(progress.source).name}"
        left = time_left(progress.seconds_left)
        doing = f"{doing}, {left}" if left else doing
        steps.put(Adding(doing=doing, done=progress.done, total=progress.total))

    shelf = corpus.home / "uploads"
    try:
        files = [_keep(path, shelf) for path in uploaded]
        return Adding(report=corpus.add(files, on_progress=tell))
    except SomeFilesFailed as error:
        return Adding(report=error.report, problems=_named(error.problems, shelf))
    except FootnoteError as error:
        return Adding(problems=_named([str(error)], shelf))
    except OSError as error:
        return Adding(problems=(f"The file could not be kept: {error.strerror or error}.",))


def _keep(path: Path, shelf: Path) -> Path:
    """Move an upload to where its name stays the same, so that a new version replaces the old."""
    shelf.mkdir(exist_ok=True)
    kept = shelf / path.name
    shutil.move(path, kept)
    return kept


def _named(problems: Sequence[str], shelf: Path) -> tuple[str, ...]:
    """Problems that name a file as its owner knows it, without the folder it was kept in."""
    prefixes = {f"{shelf}/", f"{shelf.resolve()}/", f"{shelf}\\", f"{shelf.resolve()}\\"}
    for prefix in prefixes:
        problems = [problem.replace(prefix, "") for problem in problems]
    return tuple(problems)


def adding_html(step: Adding) -> str:
    """A step of adding, for the foot of the documents list."""
    if step.is_over:
        good = "".join(f'<p class="good">{line}</p>' for line in _outcome(step.report))
        bad = "".join(f"<p>{text(problem)}</p>" for problem in step.problems)
        return good + (f'<div class="trouble" role="alert">{bad}</div>' if bad else "")
    total = max(step.total, 1)
    return (
        f'<label class="progress"><span>{text(step.doing)}</span>'
        f'<progress max="{total}" value="{min(step.done, total)}"></progress></label>'
    )


def _outcome(report: AddReport | None) -> Iterator[str]:
    if report is None:
        return
    for info in report.added:
        yield f"Added <b>{text(info.title)}</b>. You can ask it now."
    for info in report.replaced:
        yield f"Replaced the earlier version of <b>{text(info.title)}</b>."
    for info in report.renamed:
        yield f"<b>{text(info.title)}</b> was here under another name; it has the new one now."
    for info in report.unchanged:
        yield f"<b>{text(info.title)}</b> was here already, word for word."


def shelf_html(infos: Sequence[DocumentInfo]) -> str:
    """The list of documents: choose which to ask, or remove one."""
    if not infos:
        return '<p class="hint">No documents yet. Add one to ask it.</p>'
    return f'<ul class="shelf">{"".join(_row(info) for info in infos)}</ul>'


def _row(info: DocumentInfo) -> str:
    name, key = text(info.title), text(info.id)
    return (
        f'<li data-document="{key}"><label><input type="checkbox" data-do="choose"'
        f' value="{key}" checked><span><b dir="auto">{name}</b>'
        f"<small>{text(origin(info))}</small></span></label>"
        f'<button type="button" data-do="read" aria-label="Read {name}">Read</button>'
        f'<button type="button" data-do="doubt" aria-label="Remove {name}">Remove</button>'
        f'<div class="sure" role="group" aria-label="Remove {name}?" hidden>'
        "<span>Remove it for everyone who uses this page?</span>"
        '<button type="button" class="danger" data-do="remove">Remove</button>'
        '<button type="button" data-do="keep">Keep</button></div></li>'
    )


def origin(info: DocumentInfo) -> str:
    """Where a document comes from and how long it is, in a few words."""
    name = "comes with Footnote" if info.source == SHIPPED else Path(info.source).name
    pages = f"{info.pages:,} page{'' if info.pages == 1 else 's'} · " if info.pages else ""
    note = f" · {info.note}" if info.note else ""
    return f"{name} · {pages}{info.characters:,} characters{note}"


def naming(infos: Sequence[DocumentInfo]) -> str:
    """The documents in a few words."""
    if len(infos) == 1:
        return infos[0].title
    return f"{len(infos)} documents" if infos else "no documents"
