"""A text that somebody wrote, with a verdict on each sentence, as the page shows it."""

from __future__ import annotations

from collections.abc import Callable

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag import CheckedText, FootnoteError, Sentence
from ui.host import Host
from ui.notes import marker_html, note_html
from ui.render import Setting
from ui.safe import text
from ui.visitor import visitor_of

MOST = 20_000
"""How many characters are checked at once; a sentence takes about a twentieth of a second."""
_WORDS = {
    "verbatim": "Word for word",
    "supported": "Supported",
    "unsupported": "Not supported",
}


class _Wanted(BaseModel):
    """What the page's script asks for."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(max_length=MOST)
    left_out: list[str] = Field(default_factory=list)


def checker(everything: Host) -> Callable[[object, gr.Request], dict[str, str]]:
    """The function that checks texts, in the form that Gradio's HTML calls."""

    def check(wanted: object, request: gr.Request) -> dict[str, str]:
        host = everything.seen_by(visitor_of(request))
        try:
            asked = _Wanted.model_validate(wanted)
        except ValidationError:
            return _trouble(
                f"That is more than {MOST:,} characters: check a part of it, or the whole file "
                "with `footnote check FILE`"
            )
        documents = host.chosen(asked.left_out)
        if documents == []:
            return _trouble("No document is ticked: open Documents and tick one")
        try:
            checked = host.corpus.check(asked.text, documents=documents)
        except FootnoteError as error:
            return _trouble(str(error))
        setting = Setting(is_alone=len(host.documents()) == 1)
        return {"html": checked_text_html(checked, setting), "say": summary(checked)}

    return check


def checked_text_html(checked: CheckedText, setting: Setting) -> str:
    """Each sentence, what the documents say to it, and the quotes that this rests on.

    A quote stands under the first sentence that it belongs to; later ones name its number.
    """
    notes = {one.number: note_html(one, is_alone=setting.is_alone) for one in checked.citations}
    items = "".join(
        _sentence(one, "".join(notes.pop(number, "") for number in one.citations))
        for one in checked.sentences
    )
    return (
        '<article class="turn review" id="turn-check" data-turn="check" data-status="checked">'
        f'<h3 class="short" tabindex="-1">{text(summary(checked))}</h3>'
        f'<ol class="judged">{items}</ol></article>'
    )


def _sentence(sentence: Sentence, notes: str) -> str:
    markers = "".join(marker_html(number) for number in sentence.citations)
    found = f'<p class="why">{text(_note(sentence.note))}</p>' if sentence.note else ""
    quotes = f'<ol class="notes">{notes}</ol>' if notes else ""
    if quotes and sentence.support == "unsupported":
        quotes = f'<p class="hint">Nearest in the documents:</p>{quotes}'
    sure = "" if sentence.support == "verbatim" else f" <span>{sentence.score:.2f}</span>"
    return (
        f'<li data-support="{text(sentence.support)}">'
        f'<p class="word">{_WORDS[sentence.support]}{sure}</p>'
        f'<p class="said" dir="auto">{text(sentence.text)}{markers}</p>{found}{quotes}</li>'
    )


def _note(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."


def summary(checked: CheckedText) -> str:
    """How many sentences the documents support, in words."""
    total = len(checked.sentences)
    count = {kind: sum(one.support == kind for one in checked.sentences) for kind in _WORDS}
    held = total - count["unsupported"]
    if not total:
        return "There is no sentence in this text."
    if total == 1:
        return "The documents support this." if held else "The documents don’t support this."
    if held == total:
        return f"The documents support all {total} sentences."
    return f"The documents support {held or 'none'} of {total} sentences."


def _trouble(words: str) -> dict[str, str]:
    return {
        "html": f'<p class="trouble" role="alert">{text(words)}.</p>',
        "say": "",
    }
