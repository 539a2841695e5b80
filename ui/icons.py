"""The few drawings of the page, as inline SVG that takes the colour of its text."""

from __future__ import annotations

_SHAPES = {
    "check": '<path d="M3.5 8.5l3 3 6-7"/>',
    "copy": '<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/>'
    '<path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>',
    "helpful": '<path d="M5 7.2 7.6 2.4c1 0 1.8.8 1.6 1.9l-.4 2.2h3.4c.8 0 1.4.8 1.2 1.6'
    'l-1 4.2c-.2.7-.7 1.1-1.4 1.1H5zM2.5 7.2H5v6.2H2.5z"/>',
    "not_helpful": '<g transform="rotate(180 8 8)"><path d="M5 7.2 7.6 2.4c1 0 1.8.8 1.6 1.9'
    'l-.4 2.2h3.4c.8 0 1.4.8 1.2 1.6l-1 4.2c-.2.7-.7 1.1-1.4 1.1H5zM2.5 7.2H5v6.2H2.5z"/></g>',
    "documents": '<path d="M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.2h3.4M6 8h4.4M6 10.8h4.4"/>',
    "new": '<path d="M8 3v10M3 8h10"/>',
    "save": '<path d="M8 2.2v7.4M5 6.8l3 3 3-3M2.8 12.8h10.4"/>',
    "leave": '<path d="M9.5 2.8H3.4v10.4h6.1M6.8 8h6.6M10.8 5.2 13.6 8l-2.8 2.8"/>',
    "close": '<path d="M4 4l8 8M12 4l-8 8"/>',
    "back": '<path d="M9.8 3.2 5 8l4.8 4.8"/>',
    "on": '<path d="M6.2 3.2 11 8l-4.8 4.8"/>',
    "up": '<path d="M3.2 9.8 8 5l4.8 4.8"/>',
    "down": '<path d="M3.2 6.2 8 11l4.8-4.8"/>',
}


def icon(name: str) -> str:
    """The drawing of that name; the words beside it, or its button's label, tell what it means."""
    return (
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none"'
        ' stroke="currentColor" stroke-width="1.4" stroke-linecap="round"'
        f' stroke-linejoin="round" aria-hidden="true">{_SHAPES[name]}</svg>'
    )
