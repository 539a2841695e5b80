"""A model in memory, and what its cache holds.

**Deterministic.** llama.cpp's sums depend a little on how a prompt is cut into batches, and so on
what its cache happens to hold: the same question, asked twice, gave log-probabilities that differ
by 0.1. Here every request starts from the same state: the messages before the last one (the
prefix: system prompt, worked examples) are computed once, alone and from the beginning, and what
an earlier request left behind them is dropped: once it is done, or else before the next one.
Prefixes that take turns are kept in memory, so switching costs no more than copying.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from rag.llm.native import Native
from rag.llm.request import Job, Piece, Prefix, Request, payload, top_probabilities

MARK, OTHER_MARK = "∎", "⁂"
"""Stand for the last message while a prefix is computed. Nobody's question begins so."""


class Loaded:
    """A model in memory, and what its cache holds. Used by the queue's thread alone."""

    def __init__(self, native: Native) -> None:
        self._native = native
        self._sizes: dict[Prefix, int] = {}
        self._clean: Prefix | None = None
        """The prefix that the cache holds with nothing of a request behind it."""
        self._left: Job | None = None
        """The last request, while the cache still holds what it left."""
        self.close = weakref.finalize(self, native.close)

    def run(self, job: Job) -> None:
        """Put the job's reply into its queue."""
        self._start_from(job.request.prefix, job)
        if job.stopped() or not job.request.max_tokens:
            return
        self._clean, self._left = None, job
        reply = _Reply(job)
        self._native.chat(payload(job.request), reply.take)

    @property
    def is_left(self) -> bool:
        """Whether the cache holds what a request left behind its prefix."""
        return self._left is not None

    def go_back(self) -> None:
        """Bring the cache to where the next request like the last one starts, which it does
        anyway: sooner, and with nobody waiting."""
        job, self._left = self._left, None
        if job:
            # Nobody waits for this; the next request meets what is wrong, and tells of it.
            with suppress(Exception):
                self._start_from(job.request.prefix, Job(request=job.request))

    def _start_from(self, prefix: Prefix, job: Job) -> None:
        self._left = None
        if self._clean == prefix:
            return
        self._clean = None
        size = self._sizes.get(prefix)
        if size is None or self._compute(prefix, MARK, job, cached=True) < size:
            self._compute(prefix, MARK, job, cached=False)
            size = self._compute(prefix, OTHER_MARK, job, cached=True)
        if not job.stopped():
            self._sizes[prefix], self._clean = size, prefix

    def _compute(self, prefix: Prefix, last: str, job: Job, *, cached: bool) -> int:
        """Compute a prefix; gives how many of its tokens were there already."""
        there = 0

        def look(chunk: dict[str, Any]) -> bool:
            nonlocal there
            there = chunk.get("timings", {}).get("cache_n", there)
            return job.stopped()

        if not job.stopped():
            request = Request(messages=(*prefix, ("user", last)), max_tokens=1)
            self._native.chat({**payload(request), "cache_prompt": cached}, look)
        return there


class _Reply:
    """Turns llama.cpp's chunks into the pieces of one job."""

    def __init__(self, job: Job) -> None:
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
