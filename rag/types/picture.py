"""A page as it looks, and where on it words stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A stretch of words on a page's picture, as shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page as it looks in its file."""

    page: int
    png: bytes
    width: int
    """In pixels, as `height`."""
    height: int
    boxes: tuple[tuple[Box, ...], ...]
    """For each stretch that was asked for, where its words stand; none where that isn't known."""
