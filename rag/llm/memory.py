"""Whether a model fits into the memory that is free."""

from __future__ import annotations

import os
from pathlib import Path

from rag.errors import ModelProblem

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


def memory_needed(size: int) -> int:
    """Bytes that a GGUF file of `size` bytes takes when loaded, with 4,096 tokens of context.

    Measured: 1.87 GB for one of 1.12 GB, 0.17 GB for one of 0.1 GB (llama.cpp keeps the file
    mapped and a second copy of its matrices, arranged for the processor).
    """
    return int(size * 1.65) + 64 * 2**20


def check_memory(path: Path) -> None:
    """Make sure that the model at `path` fits.

    Raises:
        ModelProblem: it doesn't; the message says how much is missing.
    """
    free, needed = free_memory(), memory_needed(path.stat().st_size)
    if free is not None and free < needed:
        raise ModelProblem(
            f"{path.stem} needs {needed / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB are free: "
            "close other programs or use a smaller model; quotes go on working"
        )


def free_memory() -> int | None:
    """Bytes that a program may still take; None where the system doesn't say."""
    found = [bytes_ for bytes_ in (_system(), _container()) if bytes_ is not None]
    return min(found, default=None)


def _system() -> int | None:
    try:
        for line in _MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _container() -> int | None:
    """What a container's limit leaves. Its file cache counts as free."""
    try:
        limit = int((_CGROUP / "memory.max").read_text(encoding="ascii"))
        used = int((_CGROUP / "memory.current").read_text(encoding="ascii"))
        stat = (_CGROUP / "memory.stat").read_text(encoding="ascii").split()
        cache = int(stat[stat.index("inactive_file") + 1])
    except (OSError, ValueError, IndexError):
        return None
    return limit - used + cache
