"""A local model as one queue: whoever asks is served in turn, by one thread.

Those who are patient wait until nobody else does, and give way in the middle.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rag.errors import ModelFailed
from rag.llm.loaded import MARK, Loaded
from rag.llm.memory import check_memory
from rag.llm.native import Native
from rag.llm.request import Job, Piece, Prefix, Request


class Engine:
    """Runs requests on one model, one after the other. Loads it when it is first needed.

    Its thread lives only as long as there is something to do.
    """

    def __init__(self, path: Path, *, threads: int, context: int) -> None:
        self._path, self._threads, self._context = path, threads, context
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._patient: deque[Callable[[], None]] = deque()
        self._working = False
        self._jobs: set[Job] = set()
        self._loaded: Loaded | None = None

    def stream(self, request: Request) -> Iterator[Piece]:
        """The reply piece by piece; leaving early stops the model within a token.

        Raises:
            ModelProblem: the model can't be loaded.
            ModelFailed: the request can't be done, or the model was closed meanwhile, or,
                for a patient request, somebody else came.
        """
        job = Job(request=request)
        with self._lock:
            if not request.patient:
                for other in self._jobs:
                    if other.request.patient:
                        other.cancelled.set()
            self._jobs.add(job)
        self._line_up(partial(self._serve, job), patient=request.patient)
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
            if not self._working and not self._loaded:
                return
            for job in self._jobs:
                job.cancelled.set()
        done = threading.Event()
        self._line_up(partial(self._unload, done))
        done.wait()

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._loaded is not None

    def _line_up(self, work: Callable[[], None], *, patient: bool = False) -> None:
        with self._lock:
            (self._patient if patient else self._waiting).append(work)
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="footnote-model").start()

    def _work(self) -> None:
        while True:
            with self._lock:
                line = self._waiting or self._patient
                if not line and not (self._loaded and self._loaded.is_left):
                    self._working = False
                    return
                work = line.popleft() if line else self._go_back
            work()

    def _serve(self, job: Job) -> None:
        try:
            if not job.stopped():
                self._load().run(job)
            if job.cancelled.is_set():
                job.pieces.put(ModelFailed("the model was closed while it wrote: ask again"))
        except BaseException as error:
            job.pieces.put(error)
        finally:
            job.pieces.put(None)
            with self._lock:
                self._jobs.discard(job)

    def _go_back(self) -> None:
        """Undo what the last request left, while nobody waits for it."""
        if self._loaded:
            self._loaded.go_back()

    def _load(self) -> Loaded:
        if self._loaded is None:
            check_memory(self._path)
            native = Native(self._path, threads=self._threads, context=self._context)
            self._loaded = Loaded(native)
        return self._loaded

    def _unload(self, done: threading.Event) -> None:
        loaded, self._loaded = self._loaded, None
        if loaded:
            loaded.close()
        done.set()
