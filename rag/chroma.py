"""Where Chroma is: in a folder, on a server, or in its maker's cloud. One kind of error for all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import chromadb
import chromadb.api.shared_system_client
import httpx
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from rag.errors import BadInput, HomeProblem, StoreFailed
from rag.settings import Settings

_CLOUD = "chroma-cloud:"
_CLOUD_BATCH = 300
_BATCH = 1000
_PAGE = 100
_ROOM = 20_000_000
"""Chroma writes some before it reads: below so many bytes it may not even open."""
_Reply = TypeVar("_Reply")


@dataclass(frozen=True, slots=True)
class Table:
    """One collection. Each call may be made twice: all that we ask of Chroma bears that."""

    collection: chromadb.Collection
    call: Callable[..., Any]
    read: Callable[..., Any]
    batch: int
    """How many rows one call may carry."""

    def get(self, **asked: Any) -> Any:
        """Rows by id or condition."""
        return self.read(self.collection.get, **asked)

    def query(self, **asked: Any) -> Any:
        """The rows nearest to vectors."""
        return self.read(self.collection.query, **asked)

    def upsert(self, **rows: Any) -> None:
        """Put rows in, in place of those with the same ids."""
        self.call(self.collection.upsert, **rows)

    def add(self, **rows: Any) -> None:
        """Put rows in; one whose id is there already stays as it was."""
        self.call(self.collection.add, **rows)

    def delete(self, **asked: Any) -> None:
        """Take rows out by id or condition."""
        self.call(self.collection.delete, **asked)

    def count(self) -> int:
        """How many rows there are."""
        return int(self.read(self.collection.count))

    def pages(self, include: Sequence[str]) -> Iterator[Any]:
        """All rows, as many at a time as one call may carry."""
        offset = 0
        while True:
            page = self.get(limit=self.batch, offset=offset, include=include)
            yield page
            if len(page["ids"]) < self.batch:
                return
            offset += self.batch

    def parts(self, length: int) -> Iterator[slice]:
        """Where to cut a list of rows, so that one call can carry each part."""
        for first in range(0, length, self.batch):
            yield slice(first, first + self.batch)


class Chroma:
    """A connection. Threads may share it."""

    def __init__(self, client: Any, *, place: str, shared: bool, batch: int = _BATCH) -> None:
        """`embedded` and `on_server` are the ways to make one."""
        self._client = client
        self.place = place
        """Where it is, in words for a person."""
        self.shared = shared
        """Whether other processes may use it at the same time."""
        self.prefix = "footnote-" if shared else ""
        """What our collections' names begin with: a server may hold others' too."""
        self._batch = batch

    @classmethod
    def embedded(cls, folder: Path) -> Chroma:
        """The Chroma of a folder, for this process alone. Chroma's own errors come through."""
        client = chromadb.PersistentClient(str(folder), settings=_settings())
        return cls(client, place=str(folder), shared=False)

    @classmethod
    def on_server(cls, settings: Settings) -> Chroma:
        """The server that `settings.store` names.

        Raises:
            BadInput: that is no address, or a key is missing.
            StoreFailed: nothing that understands us listens there.
        """
        store = settings.store or ""
        arguments, batch = _address(store, settings)
        try:
            # Chroma's client looks for its server without a limit of time.
            beat = f"{arguments['host']}/api/v2/heartbeat"
            httpx.get(beat, timeout=settings.store_seconds).raise_for_status()
            client = chromadb.HttpClient(settings=_settings(), **arguments)
            _limit_waiting(client, settings.store_seconds)
        except (ValueError, ChromaError, httpx.HTTPError) as error:
            raise _failure(store, error) from error
        return cls(client, place=store, shared=True, batch=batch)

    def table(
        self, name: str, *, configuration: Any = None, metadata: Mapping[str, Any] | None = None
    ) -> Table:
        """The collection of that name, made where it is missing."""
        collection = self._call(
            self._client.get_or_create_collection,
            name,
            embedding_function=None,
            configuration=configuration,
            metadata=dict(metadata) if metadata else None,
        )
        return Table(collection, self._call, self._read, self._batch)

    def names(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each collection's name and metadata."""
        offset = 0
        while True:
            page = self._call(self._client.list_collections, limit=_PAGE, offset=offset)
            yield from ((one.name, one.metadata or {}) for one in page)
            if len(page) < _PAGE:
                return
            offset += _PAGE

    def close(self) -> None:
        """Let go of files and connections."""
        cast(Any, self._client).close()

    def _read(self, function: Callable[..., _Reply], *given: Any, **named: Any) -> _Reply:
        if self.shared:
            return self._call(function, *given, **named)
        try:
            return function(*given, **named)
        except Exception as error:  # Chroma's core raises bare and private kinds
            raise unreadable(Path(self.place), error) from error

    def _call(self, function: Callable[..., _Reply], *given: Any, **named: Any) -> _Reply:
        if not self.shared:
            return function(*given, **named)
        try:
            try:
                return function(*given, **named)
            except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError):
                # A server that was started anew has closed the connections of before.
                return function(*given, **named)
        except (ChromaError, httpx.HTTPError, ValueError) as error:
            raise _failure(self.place, error) from error


def unreadable(folder: Path, error: Exception) -> HomeProblem:
    """What to say of an embedded Chroma that fails where nothing is written."""
    reason = (str(error) or type(error).__name__).splitlines()[0]
    remedy = (
        "the disk is full: make room and try again"
        if _is_full(folder)
        else "`footnote rebuild` makes it anew from the kept texts"
    )
    return HomeProblem(f"the index in {folder} can't be read ({reason}): {remedy}")


def _is_full(folder: Path) -> bool:
    """Whether the disk that a folder is on has too little room for Chroma to work."""
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def forget_failed(folder: Path) -> None:
    """Chroma gives the client that failed to whoever opens the folder next, unless it is told."""
    shared = chromadb.api.shared_system_client.SharedSystemClient
    shared._identifier_to_system.pop(str(folder), None)
    shared._identifier_to_refcount.pop(str(folder), None)


def _settings() -> ChromaSettings:
    return ChromaSettings(anonymized_telemetry=False)


def _address(store: str, settings: Settings) -> tuple[dict[str, Any], int]:
    """What Chroma's client takes, and how many rows one call may carry."""
    key = settings.store_key.get_secret_value() if settings.store_key else None
    if store.startswith(_CLOUD):
        tenant, _, database = store.removeprefix(_CLOUD).partition("/")
        if not tenant or not database or not key:
            raise BadInput(
                f'"{store}" needs a tenant, a database and a key: write '
                "chroma-cloud:TENANT/DATABASE and put the key into FOOTNOTE_STORE_KEY"
            )
        arguments = {"host": "https://api.trychroma.com", "port": 443, "ssl": True}
        headers = {"x-chroma-token": key}
        return {**arguments, "tenant": tenant, "database": database, "headers": headers}, (
            _CLOUD_BATCH
        )
    address = urlsplit(store)
    try:
        port = address.port or (443 if address.scheme == "https" else 8000)
    except ValueError:
        port = 0
    if address.scheme not in {"http", "https"} or not address.hostname or not port:
        raise BadInput(f'"{store}" is no store: write it as http://host:8000')
    if address.username or address.password:
        raise BadInput("a store's address holds no password: put the key into FOOTNOTE_STORE_KEY")
    return {
        "host": f"{address.scheme}://{address.hostname}:{port}{address.path.rstrip('/')}",
        "port": port,
        "ssl": address.scheme == "https",
        "headers": {"Authorization": f"Bearer {key}"} if key else None,
    }, _BATCH


def _limit_waiting(client: Any, seconds: float) -> None:
    """Give Chroma's client a limit; as it comes it waits for ever."""
    client._server._session.timeout = httpx.Timeout(seconds)


def _failure(store: str, error: Exception) -> StoreFailed:
    reason = re.sub(r"\s+", " ", str(error) or type(error).__name__)[:200].rstrip(". ")
    if isinstance(error, httpx.TimeoutException):
        reason = "it took too long to reply"
    return StoreFailed(
        f"the store {store} failed ({reason}): see that it runs (`chroma run`) and try again"
    )
