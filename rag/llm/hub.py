"""Files of the Hugging Face hub, or of a mirror that `HF_ENDPOINT` names, over plain HTTP.

Nothing is sent but the request for the file: no token, no telemetry.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx

from rag.errors import ModelProblem
from rag.llm.catalogue import HubFile
from rag.llm.gguf import MAGIC
from rag.llm.source import SourceFailed

_TIMEOUT = httpx.Timeout(30, connect=4)
_TRIES = 4
"""How often in a row a transfer may break off without a megabyte gained."""
_LONGEST_WAIT = 20
"""Seconds that a busy hub may ask us to wait."""
_NAME = re.compile(r"([\w.-]+/[\w.-]+)[/:]((?:[\w.-]+/)*[\w.-]+\.gguf)", re.ASCII | re.IGNORECASE)
_BROKEN = (httpx.RemoteProtocolError, httpx.ReadError)
_HOPELESS = (httpx.ConnectError, httpx.ConnectTimeout, httpx.TooManyRedirects, httpx.InvalidURL)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PAGE = "it answers with a page, not a file: is there a login or a proxy in between?"


def hub_file(name: str) -> HubFile | None:
    """The file that `OWNER/REPO/FILE.gguf` or `OWNER/REPO:FILE.gguf` names; else None."""
    fits = _NAME.fullmatch(name)
    if not fits or any(part in {".", ".."} for part in re.split("[/:]", name)):
        return None
    return HubFile(repository=fits[1], path=fits[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What the hub tells of a file before it is fetched."""

    file: HubFile
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """One file of the hub as a source of bytes."""

    file: HubFile
    name: str = "the hub"

    def describe(self) -> Described:
        """Ask for size and digest, and pin the revision.

        Raises:
            SourceFailed: the hub doesn't answer or has no such file.
        """
        answer = self._head()
        told: dict[str, str] = {}
        for one in (*answer.history, answer):
            told |= {key.lower(): value for key, value in one.headers.items()}
        digest = told.get("x-linked-etag", "").strip('"').lower()
        size = told.get("x-linked-size") or answer.headers.get("content-length") or ""
        revision = told.get("x-repo-commit", self.file.revision)
        return Described(
            file=replace(self.file, revision=revision),
            size=int(size) if size.isdigit() and int(size) else None,
            sha256=digest if _DIGEST.fullmatch(digest) else None,
        )

    def _head(self) -> httpx.Response:
        for tries in range(1, _TRIES + 1):
            try:
                with _client() as client:
                    answer = client.head(_address(self.file))
                _check(answer, self.file)
            except (httpx.HTTPError, httpx.InvalidURL, _Busy) as error:
                # A connection that breaks is worth another; a hub that isn't there is not.
                if tries == _TRIES or not isinstance(error, _BROKEN):
                    raise SourceFailed(_reason(error)) from None
            else:
                return answer
        raise AssertionError("the last try returns or raises")

    def read(self, offset: int) -> Iterator[bytes]:
        """The file's bytes from `offset` on; a transfer that breaks off is taken up again.

        Raises:
            SourceFailed: the hub doesn't answer, or with something else than the file.
        """
        tries, gained = 0, 0
        with _client() as client:
            while True:
                try:
                    for chunk in self._once(client, offset):
                        yield chunk
                        offset += len(chunk)
                        gained += len(chunk)
                    return
                except (httpx.HTTPError, httpx.InvalidURL, _Busy) as error:
                    tries = 0 if gained >= 2**20 else tries + 1
                    gained = 0
                    if tries >= _TRIES or isinstance(error, _HOPELESS):
                        raise SourceFailed(_reason(error)) from None
                    time.sleep(error.wait if isinstance(error, _Busy) else 0.2 * 2**tries)

    def _once(self, client: httpx.Client, offset: int) -> Iterator[bytes]:
        headers = {"Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        with client.stream("GET", _address(self.file), headers=headers) as answer:
            if offset and answer.status_code == 416:
                return
            _check(answer, self.file)
            # A server that knows no ranges sends the whole file: pass over what is here.
            here = _begins_at(answer)
            if here > offset:
                raise SourceFailed("it sends another part of the file than asked for")
            skip = offset - here
            for number, chunk in enumerate(answer.iter_raw()):
                if not here and not number and chunk[:4] != MAGIC[: len(chunk)]:
                    raise SourceFailed("it sends something that is not a GGUF file")
                if len(chunk) > skip:
                    yield chunk[skip:]
                skip = max(0, skip - len(chunk))


class _Busy(Exception):
    """The hub asks to come back later."""

    def __init__(self, wait: float) -> None:
        super().__init__("it is busy")
        self.wait = wait


@contextmanager
def _client() -> Iterator[httpx.Client]:
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        raise SourceFailed("HF_HUB_OFFLINE says not to ask it")
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client:
        yield client


def _address(file: HubFile) -> str:
    endpoint = os.environ.get("HF_ENDPOINT") or "https://huggingface.co"
    if not re.match(r"https?://[^/\s]", endpoint):
        raise ModelProblem(
            f'HF_ENDPOINT is "{endpoint}", which is no web address: unset or mend it'
        )
    return f"{endpoint.rstrip('/')}/{file.repository}/resolve/{file.revision}/{file.path}"


def _check(answer: httpx.Response, file: HubFile) -> None:
    status = answer.status_code
    if status in {401, 403, 404, 410}:
        raise NoSuchFile(f"it has no public file {file.path} in {file.repository}")
    if status == 429 or status >= 500:
        asked = answer.headers.get("retry-after", "")
        wait = float(asked) if asked.isdigit() else 1.0
        if wait > _LONGEST_WAIT:
            raise SourceFailed(f"it is busy and asks to wait {asked} seconds")
        raise _Busy(wait)
    if status not in {200, 206}:
        raise SourceFailed(f"it answers with status {status}")
    if "text/html" in answer.headers.get("content-type", ""):
        raise SourceFailed(_PAGE)


class NoSuchFile(SourceFailed):
    """The hub is there, the file isn't."""


def _begins_at(answer: httpx.Response) -> int:
    if answer.status_code != 206:
        return 0
    fits = re.match(r"bytes (\d+)-", answer.headers.get("content-range", ""))
    if not fits:
        raise SourceFailed("it sends a part of the file without saying which")
    return int(fits[1])


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "it can't be reached"
    if isinstance(error, httpx.TimeoutException):
        return "it stopped answering"
    if isinstance(error, _Busy):
        return "it is busy: try again later"
    return "the transfer broke off"
