"""A conversation to take along: as Markdown, and as one page that works offline."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

from rag import Citation, Document, FootnoteError
from ui.conversation import Conversation, Turn
from ui.notes import quote_html
from ui.reading import Light, document_html, stretch
from ui.safe import text
from ui.words import headline, place

NEIGHBOURS = 600
"""How many characters around a quote are taken along."""

FindDocument = Callable[[str], Document]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#+\-!|$~])")
_STARTS_LIST = re.compile(r"^(\d+)([.)])", re.MULTILINE)


def markdown(conversation: Conversation) -> str:
    """The conversation as Markdown, with the quotes as footnotes."""
    turns = (_turn_markdown(number, turn) for number, turn in enumerate(conversation, start=1))
    return "# A conversation with Footnote\n\n" + "\n".join(turns)


def _turn_markdown(number: int, turn: Turn) -> str:
    head = f"## {_escaped(turn.question)}\n\n"
    answer = turn.answer
    if answer is None:
        return f"{head}*No answer.*\n"
    if answer.status == "not_found":
        near = "".join(
            f"> {_escaped(cited.quote)}\n> ({_escaped(place(cited))})\n\n"
            for cited in answer.nearest
        )
        return f"{head}The documents don’t say. Nearest passages, which don’t answer it:\n\n{near}"
    notes = "".join(
        f"[^{number}-{cited.number}]: “{_escaped(cited.quote)}” ({_escaped(place(cited))})\n"
        for cited in answer.citations
    )
    return f"{head}{_lead_markdown(number, turn)}\n\n{notes}"


def _lead_markdown(number: int, turn: Turn) -> str:
    answer = turn.answer
    assert answer is not None
    words = headline(answer)
    if words:
        return f"{_escaped(words)}[^{number}-{answer.citations[0].number}]"
    return "\n\n".join(
        _escaped(sentence.text) + "".join(f"[^{number}-{note}]" for note in sentence.citations)
        for sentence in answer.sentences
    )


def _escaped(words: str) -> str:
    """Words that Markdown shows as they are; on one line, so that none of them starts a block."""
    flat = " ".join(words.split())
    return _STARTS_LIST.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", flat)).replace("&", "&amp;")


def web_page(conversation: Conversation, find: FindDocument) -> str:
    """The conversation as one HTML file: no script, nothing to load, footnotes that work."""
    style = (files("ui") / "assets" / "keepsake.css").read_text(encoding="utf-8")
    body = "".join(
        _turn_page(number, turn, find) for number, turn in enumerate(conversation, start=1)
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>A conversation with Footnote</title><style>{style}</style></head>"
        f"<body><main><h1>A conversation with Footnote</h1>{body}</main></body></html>\n"
    )


def _turn_page(number: int, turn: Turn, find: FindDocument) -> str:
    answer = turn.answer
    if answer is None:
        body = "<p>No answer.</p>"
    elif answer.status == "not_found":
        near = "".join(
            f'<li><blockquote dir="auto">{text(cited.quote)}</blockquote>'
            f"<small>{text(place(cited))}</small></li>"
            for cited in answer.nearest
        )
        body = (
            '<p class="short">The documents don’t say.</p>'
            f"<p>Nearest passages, which don’t answer it:</p><ul>{near}</ul>"
        )
    else:
        notes = "".join(_note_page(number, cited, find) for cited in answer.citations)
        body = f"{_lead_page(number, turn)}<ol>{notes}</ol>"
    return f'<article><h2 dir="auto">{text(turn.question)}</h2>{body}</article>'


def _lead_page(number: int, turn: Turn) -> str:
    answer = turn.answer
    assert answer is not None
    words = headline(answer)
    if words:
        first = answer.citations[0].number
        return f'<p class="short" dir="auto">{text(words)}{_link(number, first)}</p>'
    return "".join(
        f'<p class="short" dir="auto">{text(sentence.text)}'
        f"{''.join(_link(number, note) for note in sentence.citations)}</p>"
        for sentence in answer.sentences
    )


def _link(turn: int, note: int) -> str:
    return (
        f'<sup><a id="from-{turn}-{note}" href="#note-{turn}-{note}"'
        f' aria-label="Footnote {note}">{note}</a></sup>'
    )


def _note_page(turn: int, cited: Citation, find: FindDocument) -> str:
    return (
        f'<li id="note-{turn}-{cited.number}" value="{cited.number}">'
        f'<div class="context">{_context(cited, find)}</div>'
        f'<small dir="auto">{text(place(cited))} '
        f'<a href="#from-{turn}-{cited.number}">Back to the answer</a></small></li>'
    )


def _context(cited: Citation, find: FindDocument) -> str:
    """The quote lit among its neighbours; the quote alone where its document is gone."""
    try:
        document = find(cited.document_id)
    except FootnoteError:
        return f"<p><mark>{quote_html(cited)}</mark></p>"
    shown = stretch(document, start=cited.span.start - NEIGHBOURS, end=cited.span.end + NEIGHBOURS)
    light = Light(number=cited.number, span=cited.span, words=cited.answer)
    return document_html(document.text, shown, [light], active=cited.number)
