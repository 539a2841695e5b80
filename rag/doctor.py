"""What is set up, what is missing, and what to do about it."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from rag.chroma import Chroma
from rag.embed import check_packaged_model
from rag.errors import FootnoteError
from rag.home import Home
from rag.ledger import Ledger
from rag.llm.catalogue import DEFAULT
from rag.llm.memory import free_memory, memory_needed
from rag.llm.models import Models
from rag.llm.native import importable
from rag.settings import PACKAGED_MODEL, Settings

_PACKAGES = ("chromadb", "sentence-transformers", "torch", "langchain", "gradio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do where it isn't well."""

    what: str
    found: str
    well: bool = True
    remedy: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at the program's parts and at the home, changing nothing that is there."""
    return [
        Finding(what="Python", found=f"{platform.python_version()} ({sys.executable})"),
        *(_package(name) for name in _PACKAGES),
        _full_text_search(),
        _model(settings),
        *_trained(),
        _llama_cpp(),
        *_language_model(settings),
        *_home(settings),
    ]


def _package(name: str) -> Finding:
    try:
        return Finding(what=name, found=version(name))
    except PackageNotFoundError:
        return Finding(
            what=name, found="not installed", well=False, remedy="run `make setup` again"
        )


def _full_text_search() -> Finding:
    try:
        with sqlite3.connect(":memory:") as db:
            db.execute("CREATE VIRTUAL TABLE words USING fts5(terms)")
    except sqlite3.OperationalError:
        return Finding(
            what="SQLite",
            found=f"{sqlite3.sqlite_version} without FTS5",
            well=False,
            remedy="use a Python whose SQLite has FTS5, such as the one from python.org",
        )
    return Finding(what="SQLite", found=f"{sqlite3.sqlite_version} with FTS5")


def _model(settings: Settings) -> Finding:
    what = "embedding model"
    if settings.embedding_model != PACKAGED_MODEL:
        return Finding(what=what, found=f"{settings.embedding_model} (checked when it is loaded)")
    try:
        digest = check_packaged_model()
    except FootnoteError as error:
        problem, _, remedy = str(error).partition(": ")
        return Finding(what=what, found=problem, well=False, remedy=remedy)
    return Finding(
        what=what, found=f"{PACKAGED_MODEL}, packaged, SHA-256 {digest[:12]}… as expected"
    )


def _trained() -> list[Finding]:
    """The networks that Footnote brings, which it can do without."""
    from rag.check import Checker, CheckerUnavailable
    from rag.reader import Reader, ReaderUnavailable

    remedy = "install Footnote again"
    parts: tuple[tuple[str, Callable[[], object], str], ...] = (
        ("reader", Reader.load, "search alone answers"),
        ("check", Checker.load, "sentences are checked by rules alone"),
    )
    found = []
    for what, load, without in parts:
        try:
            load()
        except (ReaderUnavailable, CheckerUnavailable) as problem:
            told = f"{problem}; {without}"
            found.append(Finding(what=what, found=told, well=False, remedy=remedy))
        else:
            found.append(Finding(what=what, found="its weights are as they should be"))
    return found


def _llama_cpp() -> Finding:
    problem, _, remedy = importable().partition(": ")
    if problem:
        return Finding(what="llama.cpp", found=problem, well=False, remedy=remedy)
    return Finding(what="llama.cpp", found=f"xllamacpp {version('xllamacpp')}")


def _language_model(settings: Settings) -> list[Finding]:
    """The local model, and the memory for it. Having none is well: quotes need none."""
    what = "local model"
    fetch = f"`footnote models add {DEFAULT.name}` fetches one ({DEFAULT.size / 1e9:.1f} GB)"
    model = Models(settings.models).default()
    if model is None:
        found = f"none in {settings.models} (the documents' own words answer)"
        return [Finding(what=what, found=found, remedy=fetch)]
    check = "" if model.state == "verified" else f"`footnote models add {model.name}` checks it"
    found = f"{model.name}, {model.size / 1e9:.1f} GB, {model.state}"
    free, needed = free_memory(), memory_needed(model.size)
    fits = free is None or free >= needed
    memory = "unknown" if free is None else f"{free / 1e9:.1f} GB free"
    return [
        Finding(what=what, found=found, remedy=check),
        Finding(
            what="memory",
            found=f"{memory}, the local model needs {needed / 1e9:.1f} GB",
            well=fits,
            remedy="" if fits else "close other programs; until then quotes answer",
        ),
    ]


def _store(settings: Settings) -> list[Finding]:
    """The server that holds the index, where one was named."""
    try:
        chroma = Chroma.on_server(settings)
    except FootnoteError as error:
        return [Finding(what="store", found=str(error), well=False)]
    try:
        manifest = Ledger(chroma).manifest()
    finally:
        chroma.close()
    found = f"{settings.store} ({'in use' if manifest else 'still empty'})"
    return [
        Finding(what="home", found=f"{settings.home} (users, uploads, derived words)"),
        Finding(what="store", found=found),
    ]


def _home(settings: Settings) -> list[Finding]:
    if settings.store:
        return _store(settings)
    path = settings.home
    if not path.exists():
        return [Finding(what="home", found=f"{path} (not made yet: the first question makes it)")]
    try:
        home = Home(path)
    except FootnoteError as error:
        return [Finding(what="home", found=str(error), well=False)]
    try:
        manifest = home.manifest()
        if manifest:
            home.check(manifest, settings)
    except FootnoteError as error:
        return [Finding(what="index", found=str(error), well=False)]
    finally:
        home.close()
    made = f"made with {manifest.embedding_model}" if manifest else "empty"
    return [Finding(what="home", found=str(path)), Finding(what="index", found=made)]
