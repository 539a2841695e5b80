"""One figure of the harness's check of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of the check."""

    scenario: str
    what: str
    wanted: float
    tolerance: float
    found: float
    at_most: bool = False
    """Whether less is no fault: the harness is then too careful, which is said and let be."""

    @property
    def holds(self) -> bool:
        """Whether the figure is what it should be."""
        over = self.found - self.wanted
        return over <= self.tolerance if self.at_most else abs(over) <= self.tolerance
