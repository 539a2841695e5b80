"""A local model as one queue: whoever asks is served in turn, by one thread.

**Deterministic.** llama.cpp's sums depend a little on how a prompt is cut into batches, and so on
what its cache happens to hold: the same question, asked twice, gave log-probabilities that differ
by 0.1. Here every request starts from the same state: the messages before the last one (the
prefix: system prompt, worked examples) are computed once, alone and from the beginning, and what
an earlier request left behind them is dropped before the next one. Prefixes that take turns are
kept in memory, so switching costs no more than copying.
"""

from __future__ import annotations

import queue
import threading
import weakref
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from rag.errors import ModelFailed
from rag.llm.memory import check_memory
from rag.llm.native import Native

Message: TypeAlias = tuple[str, str]
"""Who speaks ("system", "user" or "assistant") and what is said."""
Prefix: TypeAlias = tuple[Message, ...]
SEED = 0
MARK, OTHER_MARK = "∎", "⁂"
"""Stand for the last message while a prefix is computed. Nobody's question begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the model."""

    messages: tuple[Message, ...]
    max_tokens: int
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    """A GBNF grammar that the reply must follow."""
    top: int = 0
    """For how many of the likeliest first tokens the probability is wanted."""

    @property
    def prefix(self) -> Prefix:
        """The messages before the last thing that the user says."""
        last = max((at for at, (who, _) in enumerate(self.messages) if who == "user"), default=0)
        return self.messages[:last]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a reply, as it comes."""

    text: str
    first: Mapping[str, float] | None = None
    """The probabilities of the likeliest first tokens, once, with the first piece."""
    finish: str | None = None
    """With the last piece: "stop", or "length" where the reply was cut off."""
    prompt_tokens: int = 0
    reply_tokens: int = 0


class Engine:
    """Runs requests on one model, one after the other. Loads it when it is first needed."""

    def __init__(self, path: Path, *, threads: int, context: int) -> None:
        self._path, self._threads, self._context = path, threads, context
        self._lock = threading.Lock()
        self._worker: ThreadPoolExecutor | None = None
        self._loaded: _Loaded | None = None
        self._running: set[_Job] = set()

    def stream(self, request: Request) -> Iterator[Piece]:
        """The reply piece by piece; leaving early stops the model within a token.

        Raises:
            ModelProblem: the model can't be loaded.
            ModelFailed: the request can't be done.
        """
        job = self._queue(_Job(request=request))
        try:
            while (piece := job.pieces.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            job.cancelled.set()

    def warm(self, prefix: Prefix) -> None:
        """Load the model and compute a prefix, so that the first question needn't wait."""
        for _ in self.stream(Request(messages=(*prefix, ("user", MARK)), max_tokens=0)):
            pass

    def close(self) -> None:
        """Stop what is running, drop what waits, free the memory. The next request loads anew."""
        with self._lock:
            worker, self._worker = self._worker, None
            for job in self._running:
                job.cancelled.set()
        if worker:
            worker.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            loaded, self._loaded = self._loaded, None
        if loaded:
            loaded.close()

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._loaded is not None

    def _queue(self, job: _Job) -> _Job:
        with self._lock:
            if self._worker is None:
                self._worker = ThreadPoolExecutor(1, thread_name_prefix="footnote-model")
            self._running.add(job)
            future = self._worker.submit(self._run, job)
        future.add_done_callback(lambda done: self._end(job, done))
        return job

    def _run(self, job: _Job) -> None:
        if job.stopped():
            return
        if self._loaded is None:
            check_memory(self._path)
            self._loaded = _Loaded(Native(self._path, threads=self._threads, context=self._context))
        self._loaded.run(job)

    def _end(self, job: _Job, done: Future[None]) -> None:
        with self._lock:
            self._running.discard(job)
        error = None if done.cancelled() else done.exception()
        if error is None and job.cancelled.is_set():
            error = ModelFailed("the model was closed while it wrote: ask again")
        if error:
            job.pieces.put(error)
        job.pieces.put(None)


@dataclass(slots=True, kw_only=True, eq=False)
class _Job:
    """A request on its way, and the pieces that its asker waits for."""

    request: Request
    pieces: queue.SimpleQueue[Piece | BaseException | None] = field(
        default_factory=queue.SimpleQueue
    )
    cancelled: threading.Event = field(default_factory=threading.Event)

    def stopped(self) -> bool:
        """Whether nobody waits any more, or the program is ending."""
        return self.cancelled.is_set() or not threading.main_thread().is_alive()


class _Loaded:
    """A model in memory, and what its cache holds. Used by the queue's thread alone."""

    def __init__(self, native: Native) -> None:
        self._native = native
        self._sizes: dict[Prefix, int] = {}
        self._clean: Prefix | None = None
        """The prefix that the cache holds with nothing of a request behind it."""
        self.close = weakref.finalize(self, native.close)

    def run(self, job: _Job) -> None:
        """Put the job's reply into its queue."""
        self._start_from(job.request.prefix, job)
        if job.stopped() or not job.request.max_tokens:
            return
        self._clean = None
        reply = _Reply(job)
        self._native.chat(_payload(job.request), reply.take)

    def _start_from(self, prefix: Prefix, job: _Job) -> None:
        if self._clean == prefix:
            return
        self._clean = None
        size = self._sizes.get(prefix)
        if size is None or self._compute(prefix, MARK, job, cached=True) < size:
            self._compute(prefix, MARK, job, cached=False)
            size = self._compute(prefix, OTHER_MARK, job, cached=True)
        if not job.stopped():
            self._sizes[prefix], self._clean = size, prefix

    def _compute(self, prefix: Prefix, last: str, job: _Job, *, cached: bool) -> int:
        """Compute a prefix; gives how many of its tokens were there already."""
        there = 0

        def look(chunk: dict[str, Any]) -> bool:
            nonlocal there
            there = chunk.get("timings", {}).get("cache_n", there)
            return job.stopped()

        if not job.stopped():
            request = Request(messages=(*prefix, ("user", last)), max_tokens=1)
            self._native.chat({**_payload(request), "cache_prompt": cached}, look)
        return there


class _Reply:
    """Turns llama.cpp's chunks into the pieces of one job."""

    def __init__(self, job: _Job) -> None:
        self._job = job
        self._first: Mapping[str, float] | None = None

    def take(self, chunk: dict[str, Any]) -> bool:
        """Pass a chunk on; True where nobody wants more."""
        for choice in chunk.get("choices", ()):
            text = choice.get("delta", {}).get("content") or ""
            first, finish = self._probabilities(choice), choice.get("finish_reason")
            if text or first or finish:
                timings = chunk.get("timings", {})
                self._job.pieces.put(
                    Piece(
                        text=text,
                        first=first,
                        finish=finish,
                        prompt_tokens=timings.get("cache_n", 0) + timings.get("prompt_n", 0),
                        reply_tokens=timings.get("predicted_n", 0),
                    )
                )
        return self._job.stopped()

    def _probabilities(self, choice: Mapping[str, Any]) -> Mapping[str, float] | None:
        tokens = (choice.get("logprobs") or {}).get("content")
        if not tokens or self._first is not None:
            return None
        self._first = top_probabilities(tokens[0]["top_logprobs"])
        return self._first


def _payload(request: Request) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "messages": [{"role": who, "content": what} for who, what in request.messages],
        "max_tokens": request.max_tokens,
        "temperature": 0,
        "seed": SEED,
        "cache_prompt": True,
    }
    if request.stop:
        payload["stop"] = list(request.stop)
    if request.grammar:
        payload["grammar"] = request.grammar
    if request.top:
        payload |= {"logprobs": True, "top_logprobs": request.top}
    return payload


def top_probabilities(tokens: list[Mapping[str, Any]]) -> dict[str, float]:
    """The probability of each text; tokens that read the same are one."""
    import math

    found: dict[str, float] = {}
    for token in tokens:
        found[token["token"]] = found.get(token["token"], 0.0) + math.exp(token["logprob"])
    return found
