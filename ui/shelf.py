"""The documents of the page: adding them with progress for each, and the list of them."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rag import AddReport, Corpus, DocumentInfo, FootnoteError, Progress, SomeFilesFailed
from ui.safe import text
from ui.terminal import time_left

SHIPPED = "corpus/article.txt"
"""The source of the article that comes with Footnote."""
_SEARCH_FROM = 5
_PAGE_CHARACTERS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """How far one file has come, or what became of it."""

    name: str
    state: Literal["waiting", "working", "over"] = "waiting"
    doing: str = ""
    done: int = 0
    total: int = 0
    report: AddReport | None = None
    problems: tuple[str, ...] = ()


def add(corpus: Corpus, uploaded: Sequence[Path], groups: Sequence[str]) -> Iterator[list[Adding]]:
    """Add uploaded files one after the other; goes on even if nobody listens.

    Yields:
        How far each of them is, whenever that has changed.
    """
    files = [Adding(name=path.name) for path in uploaded]
    steps: queue.SimpleQueue[tuple[int, Adding] | None] = queue.SimpleQueue()

    def work() -> None:
        for number, path in enumerate(uploaded):

            def tell(step: Adding, number: int = number) -> None:
                steps.put((number, step))

            tell(_add(corpus, path, groups, tell))
        steps.put(None)

    threading.Thread(target=work, name="adding", daemon=True).start()
    yield list(files)
    while (step := steps.get()) is not None:
        files[step[0]] = step[1]
        if steps.empty() or step[1].state == "over":
            yield list(files)


def _add(
    corpus: Corpus, path: Path, groups: Sequence[str], tell: Callable[[Adding], None]
) -> Adding:
    file = Adding(name=path.name, state="working", doing="Waiting for others")
    tell(file)

    def show(progress: Progress) -> None:
        left = time_left(progress.seconds_left)
        doing = ", ".join(filter(None, (progress.stage.capitalize(), left)))
        tell(replace(file, doing=doing, done=progress.done, total=progress.total))

    shelf = _folder(corpus.home, groups)
    over = replace(file, state="over")
    try:
        report = corpus.add(_keep(path, shelf), groups=groups, on_progress=show)
        return replace(over, report=report)
    except SomeFilesFailed as error:
        return replace(over, report=error.report, problems=_named(error.problems, shelf))
    except FootnoteError as error:
        return replace(over, problems=_named([str(error)], shelf))
    except OSError as error:
        return replace(over, problems=(f"it could not be kept: {error.strerror or error}",))


def _folder(home: Path, groups: Sequence[str]) -> Path:
    """Where uploads for these groups are kept: nobody's can take the place of another's."""
    if not groups:
        return home / "uploads"
    return home / "uploads-for" / "+".join(sorted(groups))


def _keep(path: Path, shelf: Path) -> Path:
    """Move an upload to where its name stays the same, so that a new version replaces the old."""
    shelf.mkdir(parents=True, exist_ok=True)
    kept = shelf / path.name
    if kept.is_dir():
        raise IsADirectoryError(21, "a folder of that name is there")
    shutil.move(path, kept)
    return kept


def _named(problems: Sequence[str], shelf: Path) -> tuple[str, ...]:
    """Problems that name a file as its owner knows it, without the folder it was kept in."""
    prefixes = {f"{shelf}/", f"{shelf.resolve()}/", f"{shelf}\\", f"{shelf.resolve()}\\"}
    for prefix in prefixes:
        problems = [problem.replace(prefix, "") for problem in problems]
    return tuple(problems)


def adding_html(files: Sequence[Adding]) -> str:
    """The files that are being added, each with how far it is or what became of it."""
    rows = "".join(_adding_row(file) for file in files)
    over = sum(file.state == "over" for file in files)
    head = f'<p class="count">{over} of {len(files)} files done</p>' if len(files) > 1 else ""
    return f'{head}<ul class="adding">{rows}</ul>'


def _adding_row(file: Adding) -> str:
    name = text(file.name)
    if file.state == "over":
        good = "".join(f'<p class="good">{line}</p>' for line in _outcome(file.report))
        bad = "".join(f"<p>{text(problem)}</p>" for problem in file.problems)
        said = good + (f'<div class="trouble" role="alert">{bad}</div>' if bad else "")
        return f'<li data-state="{"failed" if bad else "added"}">{said}</li>'
    if file.state == "waiting":
        return f'<li data-state="waiting"><span dir="auto">{name}</span> <small>waits</small></li>'
    known = f' value="{min(file.done, file.total)}" max="{file.total}"' if file.total else ""
    return (
        '<li data-state="working"><label class="progress">'
        f'<span><b dir="auto">{name}</b> <small>{text(file.doing)}</small></span>'
        f"<progress{known}></progress></label></li>"
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


def shelf_html(
    infos: Sequence[DocumentInfo], asked: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The list of documents: choose which to ask, find one, read one, remove some.

    Args:
        infos: the documents.
        asked: questions that a document answers, by its id.
    """
    if not infos:
        return '<p class="hint">No documents yet. Add one to ask it.</p>'
    rows = "".join(_row(info, (asked or {}).get(info.id, ())) for info in infos)
    return f'{_tools(len(infos))}<ul class="shelf">{rows}</ul><p class="hint" id="matches"></p>'


def _tools(count: int) -> str:
    """What can be done with a list of several documents."""
    if count < 2:
        return ""
    search = (
        '<label class="find"><span class="unseen">Find a document</span><input type="search"'
        ' data-do="find" placeholder="Find a document" autocomplete="off"></label>'
        if count >= _SEARCH_FROM
        else ""
    )
    return (
        f'<div class="weeding"><div class="tools">{search}'
        '<button type="button" data-do="weed">Remove several</button></div>'
        '<div class="sure" role="group" aria-label="Remove several documents" hidden>'
        '<span id="weeds">Tick what to remove.</span>'
        '<button type="button" class="danger" data-do="weeded" disabled>Remove</button>'
        '<button type="button" data-do="unweed">Cancel</button></div></div>'
    )


def _row(info: DocumentInfo, asked: Sequence[str]) -> str:
    name, key = text(info.title), text(info.id)
    questions = "".join(
        f'<li><button type="button" data-do="ask-here" dir="auto">{text(one)}</button></li>'
        for one in asked
    )
    more = f'<details><summary>Questions it answers</summary><ul class="start">{questions}</ul>'
    return (
        f'<li data-document="{key}" data-find="{text(_found_by(info))}">'
        '<label><input type="checkbox" data-do="choose"'
        f' value="{key}" checked><span><b dir="auto">{name}</b>'
        f"<small>{text(origin(info))}</small></span></label>"
        f'<button type="button" data-do="read" aria-label="Read {name}">Read</button>'
        f'<button type="button" data-do="doubt" aria-label="Remove {name}">Remove</button>'
        f'<div class="sure" role="group" aria-label="Remove {name}?" hidden>'
        "<span>Remove it for everyone who sees it?</span>"
        '<button type="button" class="danger" data-do="remove">Remove</button>'
        '<button type="button" data-do="keep">Keep</button></div>'
        f"{more + '</details>' if questions else ''}</li>"
    )


def _found_by(info: DocumentInfo) -> str:
    """The words by which a document is found in the list."""
    return " ".join((info.title, Path(info.source).name, *info.groups)).lower()


def origin(info: DocumentInfo) -> str:
    """Where a document comes from, how long it is, who sees it and that it is ready."""
    name = "comes with Footnote" if info.source == SHIPPED else Path(info.source).name
    note = f" · {info.note}" if info.note else ""
    who = f" · for {', '.join(info.groups)}" if info.groups else ""
    return f"{name} · {length(info)} · ready{who}{note}"


def length(info: DocumentInfo) -> str:
    """How long a document is: its pages, or about how many they would be."""
    pages = info.pages or max(1, round(info.characters / _PAGE_CHARACTERS))
    about = f"{'' if info.pages else 'about '}{pages:,} page{'' if pages == 1 else 's'}"
    return f"{info.characters:,} characters, {about}"


def naming(infos: Sequence[DocumentInfo]) -> str:
    """The documents in a few words."""
    if len(infos) == 1:
        return infos[0].title
    return f"{len(infos)} documents" if infos else "no documents"
