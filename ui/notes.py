"""Footnotes as HTML: a number, its quote and where that stands.

Where there is but one document, `is_alone`, it isn't named again at each quote.
"""

from __future__ import annotations

from collections.abc import Iterable

from rag import Citation
from ui.safe import text
from ui.words import place


def marker_html(number: int) -> str:
    """The small number in a text that opens the document at its quote."""
    return (
        f'<sup><button type="button" class="marker" data-do="open" data-n="{number}"'
        f' aria-label="Footnote {number}: show it in the document">{number}</button></sup>'
    )


def notes_html(citations: Iterable[Citation], *, is_alone: bool) -> str:
    """Footnotes below an answer."""
    notes = "".join(note_html(citation, is_alone=is_alone) for citation in citations)
    return f'<ol class="notes">{notes}</ol>'


def nearest_html(citations: Iterable[Citation], *, is_alone: bool) -> str:
    """Quotes that don't answer, offered as just that; empty where there are none."""
    near = "".join(_near(citation, is_alone=is_alone) for citation in citations)
    if not near:
        return ""
    return (
        '<p class="hint">Nearest passages, which don’t answer it:</p>'
        f'<ol class="notes near">{near}</ol>'
    )


def note_html(citation: Citation, *, is_alone: bool) -> str:
    """A footnote: its number, its quote and where that stands."""
    return (
        f"<li {_whereabouts(citation)}>"
        f'<button type="button" class="number" data-do="open" data-n="{citation.number}"'
        f' aria-label="Footnote {citation.number}: show it in the document">'
        f"{citation.number}</button>"
        f'<div><blockquote dir="auto">{quote_html(citation)}</blockquote>'
        f"{_reading(citation, is_alone=is_alone)}</div></li>"
    )


def quote_html(citation: Citation) -> str:
    """A quote with the words that answer marked."""
    if citation.answer is None:
        return text(citation.quote)
    start = citation.answer.start - citation.span.start
    end = citation.answer.end - citation.span.start
    quote = citation.quote
    return f"{text(quote[:start])}<mark>{text(quote[start:end])}</mark>{text(quote[end:])}"


def _near(citation: Citation, *, is_alone: bool) -> str:
    return (
        f'<li {_whereabouts(citation)}><span aria-hidden="true" class="number">›</span>'
        f'<div><blockquote dir="auto">{text(citation.quote)}</blockquote>'
        f"{_reading(citation, is_alone=is_alone)}</div></li>"
    )


def _reading(citation: Citation, *, is_alone: bool) -> str:
    return (
        '<p class="where"><button type="button" class="link" data-do="context"'
        f' data-n="{citation.number}">Read in context</button> '
        f"{_where(citation, is_alone=is_alone)}</p>"
    )


def _where(citation: Citation, *, is_alone: bool) -> str:
    if is_alone:
        return f'<span dir="auto">{text(citation.place)}</span>' if citation.place else ""
    return f'<span dir="auto">{text(place(citation))}</span>'


def _whereabouts(citation: Citation) -> str:
    """The place of a quote, for the script that opens the document there."""
    words = citation.answer
    known = f' data-from="{words.start}" data-to="{words.end}"' if words is not None else ""
    return (
        f'data-note="{citation.number}" data-document="{text(citation.document_id)}"'
        f' data-start="{citation.span.start}" data-end="{citation.span.end}"{known}'
    )
