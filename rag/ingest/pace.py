"""How far adding has come, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.types import Progress

OnProgress = Callable[[Progress], None]
_SURE_AFTER = 2.0
_SURE_SHARE = 0.005


@dataclass(slots=True, kw_only=True)
class Pace:
    """Counts work, in bytes of files, and tells it. Files that need no work don't set the pace."""

    on_progress: OnProgress | None
    total: float
    done: float = 0.0
    idle: float = 0.0
    """The part of `done` that was passed over."""
    _begun: float = field(default_factory=time.monotonic)

    def passed(self, weight: float) -> None:
        """Count what needed no work."""
        self.done += weight
        self.idle += weight

    def tell(self, stage: str, source: str, more: float = 0.0) -> None:
        """Tell how far it has come, with `more` that is done of what isn't counted yet."""
        if self.on_progress is None:
            return
        done = min(self.done + more, self.total)
        step = Progress(
            stage=stage,
            source=source,
            done=round(done),
            total=round(self.total),
            seconds_left=self._left(done),
        )
        self.on_progress(step)

    def _left(self, done: float) -> float | None:
        worked, took = done - self.idle, time.monotonic() - self._begun
        if took < _SURE_AFTER or worked < _SURE_SHARE * self.total:
            return None
        return took / worked * (self.total - done)
