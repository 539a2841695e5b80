"""The header of a GGUF file, read far enough to know that it is a whole model.

Source: the GGUF specification, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from rag.errors import ModelProblem, reason_of

MAGIC = b"GGUF"
_NUMBERS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_MOST = 2**24
"""More keys, tensors, items or characters than this in one place mean a damaged header."""


class _Damaged(Exception):
    """The header can't be what it says it is."""


def licence_in(path: Path) -> str:
    """The licence that a model names in its header, which is read whole; "" where it names none.

    Raises:
        ModelProblem: it isn't a GGUF file, or a damaged, shortened or unusable one.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != MAGIC:
                raise ModelProblem(f"{path} is not a GGUF file: name a model in that format")
            values = _values(file, path.stat().st_size)
    except OSError as error:
        reason = reason_of(error)
        raise ModelProblem(f"{path} can't be read ({reason})") from None
    except (_Damaged, struct.error, UnicodeDecodeError):
        raise ModelProblem(f"{path} is a damaged GGUF file: fetch it again") from None
    return str(values.get("general.license", ""))


def _values(file: BinaryIO, size: int) -> Mapping[str, object]:
    (version,) = _read(file, "I")
    if version not in (2, 3):
        raise _Damaged
    tensors, keys = _read(file, "QQ")
    if not 0 < tensors < _MOST or not 0 < keys < _MOST:
        raise _Damaged
    values = {_string(file): _value(file, *_read(file, "I")) for _ in range(keys)}
    if "general.architecture" not in values:
        raise _Damaged
    furthest = max(_offset(file) for _ in range(tensors))
    alignment = values.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment <= 0:
        raise _Damaged
    begin = -(-file.tell() // alignment) * alignment
    if size <= begin + furthest:
        raise _Damaged
    return values


def _offset(file: BinaryIO) -> int:
    """Where a tensor's numbers begin, behind the header."""
    _string(file)
    (dimensions,) = _read(file, "I")
    if dimensions > 8:
        raise _Damaged
    _read(file, f"{dimensions}Q")
    _kind, offset = _read(file, "IQ")
    return int(offset)


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        inner, length = _read(file, "IQ")
        if length > _MOST or inner == _ARRAY:
            raise _Damaged
        if inner == _STRING:
            for _ in range(length):
                _string(file)
        else:
            file.seek(struct.calcsize(_code(inner)) * length, 1)
        return None
    return _read(file, _code(kind))[0]


def _code(kind: int) -> str:
    if kind not in _NUMBERS:
        raise _Damaged
    return _NUMBERS[kind]


def _string(file: BinaryIO) -> str:
    (length,) = _read(file, "Q")
    if length > _MOST:
        raise _Damaged
    raw = file.read(length)
    if len(raw) != length:
        raise _Damaged
    return raw.decode("utf-8", errors="replace")


def _read(file: BinaryIO, code: str) -> tuple[int, ...]:
    code = f"<{code}"
    return struct.unpack(code, file.read(struct.calcsize(code)))
