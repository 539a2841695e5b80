"""Where Chroma is: in a folder, on a server, or in its maker's cloud. One kind of error for all."""

from __future__ import annotations

import ctypes
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import chromadb
import chromadb.api.shared_system_client
import httpx
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from rag.errors import HomeProblem, StoreFailed
from rag.gate import Gate
from rag.server import BATCH, address
from rag.settings import Settings
from rag.table import Table

_PAGE = 100
_ROOM = 20_000_000
"""Chroma writes some before it reads: below so many bytes it may not even open."""
_REBUILD = "`footnote rebuild` makes it anew from the kept texts"
_Reply = TypeVar("_Reply")


class Chroma:
    """A connection. Threads may share it.

    An embedded Chroma keeps the vectors of every collection that was asked for anything, until its
    client is closed. So `rest` closes it; the next call opens it again.
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        *,
        place: str,
        shared: bool,
        batch: int = BATCH,
        volume: int | None = None,
    ) -> None:
        """`embedded` and `on_server` are the ways to make one."""
        self._connect = connect
        self._client = connect()
        self.place = place
        """Where it is, in words for a person."""
        self.shared = shared
        """Whether other processes may use it at the same time."""
        self.prefix = "footnote-" if shared else ""
        """What our collections' names begin with: a server may hold others' too."""
        self.volume = volume
        """How many passages a collection is to hold at most; None: any number."""
        self.rows: dict[str, int] = {}
        """About how many passages collections hold, as far as they were counted."""
        self._weights: dict[str, int] = {}
        """The most that they ever held, as far as is known: deleting gives no memory back."""
        self._batch = batch
        self._gate = Gate()
        self._opening = threading.RLock()
        self._is_closed = False
        self._kinds: dict[str, Mapping[str, Any]] = {}
        """What collections are made with that weren't opened yet."""
        self._collections: dict[str, chromadb.Collection] = {}
        self._awake: set[str] = set()
        """The collections that were asked for anything since the client was opened."""

    @classmethod
    def embedded(cls, folder: Path, *, volume: int | None = None) -> Chroma:
        """The Chroma of a folder, for this process alone. Chroma's own errors come through."""
        return cls(partial(_open, folder), place=str(folder), shared=False, volume=volume)

    @classmethod
    def on_server(cls, settings: Settings) -> Chroma:
        """The server that `settings.store` names.

        Raises:
            BadInput: that is no address, or a key is missing.
            StoreFailed: nothing that understands us listens there.
        """
        store = settings.store or ""
        arguments, batch = address(store, settings)
        connect = partial(_connected, store, arguments, settings.store_seconds)
        return cls(connect, place=store, shared=True, batch=batch)

    def table(
        self, name: str, *, configuration: Any = None, metadata: Mapping[str, Any] | None = None
    ) -> Table:
        """The collection of that name, made where it is missing."""
        kind = dict(metadata) if metadata else None
        self._kinds[name] = {"configuration": configuration, "metadata": kind}
        self._call(self._collection, name)
        return Table(name, partial(self._call, self._ask), self._read, self._batch)

    def has(self, name: str) -> bool:
        """Whether there is a collection of that name."""
        try:
            self._call(self._of_client, "get_collection", name, embedding_function=None)
        except NotFoundError:
            return False
        return True

    def names(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each collection's name and metadata."""
        offset = 0
        while True:
            page = self._call(self._of_client, "list_collections", limit=_PAGE, offset=offset)
            yield from ((one.name, one.metadata or {}) for one in page)
            if len(page) < _PAGE:
                return
            offset += _PAGE

    def awake(self) -> frozenset[str]:
        """The collections that are in memory, of an embedded Chroma."""
        return frozenset(tuple(self._awake))

    def counted(self, name: str, rows: int) -> None:
        """Note how many passages a collection holds."""
        self.rows[name] = rows
        self.weighs(name, rows)

    def weighs(self, name: str, rows: int) -> None:
        """Note that a collection takes the memory of so many passages at least."""
        self._weights[name] = max(rows, self._weights.get(name, 0))

    def loaded(self) -> int:
        """About how many passages' memory is taken."""
        return sum(self._weights.get(name, 0) for name in self.awake())

    def rest(self) -> None:
        """Let go of what is in memory; others wait for it as for any call."""
        with self._gate.alone():
            self._drop()
        give_back()

    def close(self) -> None:
        """Let go of files and connections, for good."""
        with self._gate.alone():
            self._is_closed = True
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        self._collections.clear()
        self._awake.clear()
        if client is not None:
            cast(Any, client).close()

    def _of_client(self, what: str, *given: Any, **named: Any) -> Any:
        with self._gate.together():
            return getattr(self._live(), what)(*given, **named)

    def _ask(self, name: str, what: str, **named: Any) -> Any:
        with self._gate.together():
            collection = self._found(name)
            self._awake.add(name)
            return getattr(collection, what)(**named)

    def _collection(self, name: str) -> None:
        with self._gate.together():
            self._found(name)

    def _found(self, name: str) -> chromadb.Collection:
        with self._opening:
            if name not in self._collections:
                client, kind = self._live(), self._kinds.get(name)
                self._collections[name] = (
                    client.get_collection(name, embedding_function=None)
                    if kind is None
                    else client.get_or_create_collection(name, embedding_function=None, **kind)
                )
                self._kinds.pop(name, None)
            return self._collections[name]

    def _live(self) -> Any:
        with self._opening:
            if self._is_closed:
                raise HomeProblem(f"{self.place} was closed: open it again")
            if self._client is None:
                if not (Path(self.place) / "chroma.sqlite3").exists():
                    # Chroma would begin an empty one, and what is derived would follow it.
                    raise HomeProblem(f"{self.place} has lost its file chroma.sqlite3: {_REBUILD}")
                self._client = self._connect()
            return self._client

    def _read(self, *given: Any, **named: Any) -> Any:
        if self.shared:
            return self._call(self._ask, *given, **named)
        try:
            return self._ask(*given, **named)
        except HomeProblem:
            raise
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


def _open(folder: Path) -> Any:
    try:
        return chromadb.PersistentClient(str(folder), settings=_settings())
    except BaseException:
        forget_failed(folder)
        raise


def _connected(store: str, arguments: Mapping[str, Any], seconds: float) -> Any:
    try:
        # Chroma's client looks for its server without a limit of time.
        beat = f"{arguments['host']}/api/v2/heartbeat"
        httpx.get(beat, timeout=seconds).raise_for_status()
        client = chromadb.HttpClient(settings=_settings(), **arguments)
        _limit_waiting(client, seconds)
    except (ValueError, ChromaError, httpx.HTTPError) as error:
        raise _failure(store, error) from error
    return client


def give_back() -> None:
    """Have the C library give memory that is free back to the system, where it can be told to."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def unreadable(folder: Path, error: Exception) -> HomeProblem:
    """What to say of an embedded Chroma that fails where nothing is written."""
    reason = (str(error) or type(error).__name__).splitlines()[0]
    remedy = "the disk is full: make room and try again" if _is_full(folder) else _REBUILD
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
