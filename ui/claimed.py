"""Files that a request only claims to have uploaded: paths of this machine, addresses elsewhere.

Gradio takes a file's path from the browser, and looks whether it was uploaded only in pages that it
launched itself. So every message to it is read here first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope

_LONGEST = 64 * 1024 * 1024
_GRADIO = "/gradio_api/"
_UPLOAD = "/gradio_api/upload"


def is_message(scope: Scope, path: str) -> bool:
    """Whether a request may name files: any to Gradio but the upload itself, which is one."""
    return scope["method"] == "POST" and path.startswith(_GRADIO) and path != _UPLOAD


async def read_whole(receive: Receive) -> bytes | None:
    """A request's body; None where it is too long or breaks off."""
    body = bytearray()
    while True:
        message: Any = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or len(body) > _LONGEST:
            return None
        if not message.get("more_body"):
            return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """The way to receive a body that was read already, and what comes after it."""
    waiting = [body]

    async def receive_again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return receive_again


def claims_only(body: bytes, folder: Path) -> bool:
    """Whether a message names a file that isn't in the folder where uploads arrive."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    root = folder.resolve()
    return any(not _is_in(path, root) for path in _named(told))


def _named(told: Any) -> Iterator[str]:
    """The path of everything in a message that Gradio might take for a file."""
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if "meta" in one and isinstance(one.get("path"), str):
                yield one["path"]
            waiting += one.values()


def _is_in(path: str, root: Path) -> bool:
    try:
        return Path(path).resolve().is_relative_to(root)
    except (OSError, ValueError):
        return False
