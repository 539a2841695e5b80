"""Members of zip archives, within limits: an archive may say anything of its size."""

from __future__ import annotations

from zipfile import BadZipFile, ZipFile, ZipInfo

from rag.errors import FileProblem

MOST_BYTES = 2_000_000_000
"""How much all members of an archive may hold together, unpacked."""
MOST_MEMBERS = 20_000
_MOST_PACKED = 200
"""How many times smaller than itself a member of some size may be packed."""
_SMALL = 20_000_000


def check_zip(archive: ZipFile) -> None:
    """Make sure that unpacking an archive can't fill the memory.

    Raises:
        FileProblem: it holds too many members, or unpacks to far more than it should.
    """
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise FileProblem(f"it holds {len(members):,} files, the limit is {MOST_MEMBERS:,}")
    whole = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if whole > MOST_BYTES or any(map(_is_bomb, members)) or _swells(whole, packed):
        raise FileProblem(
            f"it would unpack to {whole / 1e6:,.0f} MB, far more than it should: "
            "it may be a zip bomb; unpack it yourself if you trust it"
        )


def _is_bomb(one: ZipInfo) -> bool:
    return _swells(one.file_size, one.compress_size)


def _swells(whole: int, packed: int) -> bool:
    return whole > _SMALL and whole > _MOST_PACKED * max(packed, 1)


def member(archive: ZipFile, name: str) -> bytes:
    """The bytes of one member; never more than the archive says that it holds.

    Raises:
        KeyError: there is none of that name.
        FileProblem: it is encrypted or damaged.
    """
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise FileProblem("it is encrypted: unpack it with its password first")
    try:
        with archive.open(info) as file:
            return file.read(info.file_size + 1)[: info.file_size]
    except (BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise FileProblem(f"it is damaged in its archive ({error})") from None
    except Exception as error:
        if type(error).__name__ in {"error", "LZMAError"}:
            raise FileProblem(f"it is damaged in its archive ({error})") from None
        raise
