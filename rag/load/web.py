"""A web address that somebody named → its bytes. Nothing else here ever goes to the network."""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from rag.errors import FileProblem

if TYPE_CHECKING:
    import httpx

SECONDS = 60.0
"""How long the whole of an address may take to come."""
_SILENCE = 15.0
MOST_BYTES = 50_000_000
_MOST_REDIRECTS = 5
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "message/rfc822": ".eml",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an address gave."""

    address: str
    name: PurePosixPath
    """A file's name for it, whose suffix tells its kind."""
    content: bytes
    charset: str | None


def is_address(named: str) -> bool:
    """Whether somebody named a web address rather than a file."""
    return named.lower().startswith(("http://", "https://"))


def fetch(address: str, *, seconds: float = SECONDS, most: int = MOST_BYTES) -> Page:
    """What a web address holds.

    A redirect may lead to a public address, or stay on the very host that was named; it never
    leads into this machine or its network.

    Raises:
        FileProblem: it can't be had, is too large or too slow, or leads where it must not.
    """
    import httpx

    deadline = time.monotonic() + seconds
    try:
        with httpx.Client(timeout=_SILENCE, headers={"user-agent": "footnote"}) as client:
            return _follow(client, address, deadline, most)
    except httpx.TimeoutException:
        raise FileProblem("it doesn't answer: try again later") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise FileProblem(f"it can't be had ({reason}): check the address") from None


def _follow(client: httpx.Client, address: str, deadline: float, most: int) -> Page:
    first = urlsplit(address).netloc
    here = address
    for _ in range(_MOST_REDIRECTS + 1):
        named = urlsplit(here)
        if named.scheme not in {"http", "https"} or not named.hostname:
            raise FileProblem(f"it leads to {here[:200]}, which is no web address")
        is_named = named.netloc == first
        if not is_named:
            _check_public(named.hostname, named.port or 443)
        with client.stream("GET", here) as response:
            if not is_named:
                _check_peer(response)
            if response.is_redirect:
                here = str(response.url.join(response.headers["location"]))
                continue
            return _page(address, response, deadline, most)
    raise FileProblem(f"it leads on and on, {_MOST_REDIRECTS} times and more: name the last page")


def _page(address: str, response: httpx.Response, deadline: float, most: int) -> Page:
    if not response.is_success:
        raise FileProblem(f"its server says {response.status_code}: check the address")
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise FileProblem(_too_large(most))
    parts: list[bytes] = []
    length = 0
    for part in response.iter_bytes():
        parts.append(part)
        length += len(part)
        if length > most:
            raise FileProblem(_too_large(most))
        if time.monotonic() > deadline:
            raise FileProblem("it comes too slowly or never ends: save it as a file and add that")
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return Page(
        address=address,
        name=_name(str(response.url), kind),
        content=b"".join(parts),
        charset=response.charset_encoding,
    )


def _too_large(most: int) -> str:
    return f"it has more than {most / 1e6:,.0f} MB: save it as a file and add that"


def _name(address: str, kind: str) -> PurePosixPath:
    """A name whose suffix is what the server says, or else what the address ends with."""
    parts = urlsplit(address)
    last = PurePosixPath(unquote(parts.path)).name or parts.hostname or "page"
    known = _SUFFIXES.get(kind)
    if known is None:
        return PurePosixPath(last)
    named = PurePosixPath(last)
    # Servers call Markdown, subtitles and the like plain text.
    if known == ".txt" and named.suffix:
        return named
    return named.with_suffix(known) if named.suffix else PurePosixPath(f"{last}{known}")


def _check_public(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise FileProblem(f"it leads to {host}, which isn't there") from None
    for one in found:
        _check_address(str(one[4][0]), host)


def _check_peer(response: httpx.Response) -> None:
    """The machine that answered is the one that was looked up; behind a proxy it can't be seen."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    if peer and not getproxies():
        _check_address(str(peer[0]), str(response.url.host))


def _check_address(address: str, host: str) -> None:
    if not ipaddress.ip_address(address.partition("%")[0]).is_global:
        raise FileProblem(
            f"it leads to {host} in this machine's own network: name that address if you mean it"
        )
