"""One figure of the harness's check of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of the check."""

    scenario: str
    what: str
    wanted: float
    tolerance: float
    found: float
    only: Literal["", "at most", "at least"] = ""
    """The side that counts: on the other the harness is too careful, which is said and let be."""

    @property
    def holds(self) -> bool:
        """Whether the figure is what it should be."""
        over = self.found - self.wanted
        too_high = over > self.tolerance and self.only != "at least"
        too_low = over < -self.tolerance and self.only != "at most"
        return not (too_high or too_low)
