"""Someone's words in a page: the one place where they become HTML."""

from __future__ import annotations

import html


def text(value: object) -> str:
    """Someone's words as HTML that shows them and does nothing else."""
    return html.escape(str(value), quote=True)


def sentence(words: str) -> str:
    """Words as a sentence of their own; none stay none."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""
