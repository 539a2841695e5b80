"""Who opened the page: found once for each request, at the door, and read from there by all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KEY = "footnote.visitor"
"""Where a request's scope holds its visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody at the page."""

    name: str = ""
    """Empty where the page knows no users."""
    groups: frozenset[str] | None = None
    """The groups that they are in; None: the page knows no users, and shows everything."""


NOBODY = Visitor(groups=frozenset())
"""Sees what everyone may see; the page is built for them and filled for others."""


def visitor_of(request: Any) -> Visitor:
    """The visitor who sent a request, given as Gradio's or FastAPI's.

    Raises:
        LookupError: the request didn't come through the door; nothing may be shown for it.
    """
    inner = getattr(request, "request", None) or request
    visitor = getattr(inner, "scope", {}).get(KEY)
    if not isinstance(visitor, Visitor):
        raise LookupError("a request came past the door")
    return visitor
