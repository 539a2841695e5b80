"""The folder that an index lives in: its lock, and the manifest of what made it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import HomeLocked, HomeProblem, IndexMismatch, reason_of
from rag.settings import Settings

SCHEMA = 1
_MOST_WORKERS = 64


class Manifest(BaseModel):
    """What an index was made with. An index opened with anything else would answer wrongly."""

    model_config = ConfigDict(frozen=True)

    schema_version: int = SCHEMA
    embedding_model: str
    embedding_digest: str
    passage_characters: int


class Home:
    """A home that this process holds, until `close`."""

    def __init__(self, path: Path, *, index: str | None = None) -> None:
        """Create the folder if need be, and lock it.

        Args:
            path: the folder.
            index: where the index is, in words for a person; None where it is in the folder.

        Raises:
            HomeProblem: it can't be created or written.
            HomeLocked: another process holds it; the message says which.
        """
        self.path = path
        self._index = index or str(path)
        self._holder = path / "holder.txt"
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(path / "lock")
            self._lock.acquire(timeout=0)
            self._holder.write_text(f"process {os.getpid()}", encoding="utf-8")
        except Timeout:
            raise HomeLocked(
                f"{path} is in use by {self._held_by()}: "
                "close that one, or name another place with --home"
            ) from None
        except OSError as error:
            reason = reason_of(error)
            raise HomeProblem(
                f"the home {path} can't be written ({reason}): name another with --home"
            ) from None

    def manifest(self) -> Manifest | None:
        """What the index here was made with; None where there is none yet.

        Raises:
            IndexMismatch: the manifest can't be understood.
        """
        try:
            return self.parsed(self._manifest_path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError:
            raise IndexMismatch(f"{self._manifest_path} is damaged: {self._rebuild()}") from None

    def parsed(self, manifest: str | bytes | None) -> Manifest | None:
        """A manifest as it is kept.

        Raises:
            IndexMismatch: it can't be understood.
        """
        try:
            return None if manifest is None else Manifest.model_validate_json(manifest)
        except (ValidationError, json.JSONDecodeError):
            what = f"the manifest of the index in {self._index}"
            raise IndexMismatch(f"{what} is damaged: {self._rebuild()}") from None

    def write_manifest(self, manifest: Manifest) -> None:
        """Put the manifest in place, whole or not at all."""
        draft = self._manifest_path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            file.write(manifest.model_dump_json(indent=2))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._manifest_path)

    def check(self, manifest: Manifest, settings: Settings) -> None:
        """Make sure that the index was made the way `settings` would make it.

        Raises:
            IndexMismatch: it wasn't; the message says what differs and how to rebuild.
        """
        pairs = {
            "schema": (manifest.schema_version, SCHEMA),
            "embedding model": (manifest.embedding_model, settings.embedding_model),
            "passage size": (manifest.passage_characters, settings.passage_characters),
        }
        for what, (there, here) in pairs.items():
            if there != here:
                self.mismatch(what, there, here)

    def check_files(self) -> None:
        """Make sure that an index is where there was one, before an empty one is taken for it.

        Raises:
            HomeProblem: its files are gone.
        """
        if not (self.path / "chroma" / "chroma.sqlite3").exists():
            raise HomeProblem(
                f"the index in {self.path} has lost its file chroma/chroma.sqlite3: "
                "`footnote rebuild` makes it anew from the kept texts"
            )

    def mismatch(self, what: str, there: object, here: object) -> None:
        """Raise IndexMismatch for one setting that differs."""
        raise IndexMismatch(
            f"the index in {self._index} was made with {what} {there}, not {here}: "
            f"{self._rebuild()}"
        )

    def close(self) -> None:
        """Let another process have the home."""
        self._lock.release()

    @property
    def _manifest_path(self) -> Path:
        return self.path / "manifest.json"

    def _held_by(self) -> str:
        try:
            return self._holder.read_text(encoding="utf-8").strip() or "another process"
        except OSError:
            return "another process"

    def _rebuild(self) -> str:
        if self._index != str(self.path):
            return (
                "use the settings it was made with, or another server or database, "
                "and add your files there"
            )
        return (
            "use the settings it was made with, or `footnote rebuild`, "
            "which makes it anew from the kept texts"
        )


def home_of_worker(home: Path, store: str) -> Home:
    """A folder in `home` for one process at a shared store: the first that no other has.

    It holds what is derived from the store, so that a process finds it again the next time.

    Raises:
        HomeProblem, HomeLocked: as `Home` says; locked where there are too many processes.
    """
    folder = home / "stores" / hashlib.sha256(store.encode()).hexdigest()[:16]
    for number in range(_MOST_WORKERS):
        try:
            return Home(folder / f"worker-{number}", index=store)
        except HomeLocked:
            continue
    raise HomeLocked(f"{_MOST_WORKERS} processes use {home} already: name another with --home")
