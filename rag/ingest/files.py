"""The files that are to be added, each once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.errors import FileProblem, reason_of
from rag.load import readable_files
from rag.load.files import INSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What paths lead to: files to read, files of kinds that aren't read, paths that fail."""

    files: list[Path]
    skipped: list[Path]
    problems: list[str]

    def among(self, changed: Collection[Path]) -> Found:
        """The files that are among these, or in a folder that is."""
        files = [
            file
            for file in self.files
            if not {_whole(file), *_whole(file).parents}.isdisjoint(changed)
        ]
        return Found(files=files, skipped=[], problems=self.problems)


def find_files(paths: Iterable[Path]) -> Found:
    """The files under these paths; one that two paths lead to counts once."""
    files: dict[Path, Path] = {}
    found = Found(files=[], skipped=[], problems=[])
    for path in paths:
        try:
            readable, others = readable_files(path)
        except FileProblem as problem:
            found.problems.append(str(problem))
        except OSError as error:
            reason = reason_of(error)
            found.problems.append(f"{path}: it can't be read ({reason}): check the folder")
        else:
            for file in readable:
                files.setdefault(_resolved(file), file)
            found.skipped.extend(others)
    found.files.extend(files.values())
    return found


def _whole(path: Path) -> Path:
    """The file itself, or the archive that it is in."""
    return Path(str(path).partition(INSIDE)[0]).resolve()


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return path.absolute()
