"""What the check of a written answer found, in words, as HTML."""

from __future__ import annotations

from rag import Answer, Sentence
from ui.safe import text


def checked_html(answer: Answer) -> str:
    """Who wrote and what its check found; what was withheld, to be opened; why nobody wrote."""
    parts = []
    if answer.notice:
        parts.append(f'<p class="verdict">No written answer: {text(answer.notice)}.</p>')
    elif answer.answerer != "quotes":
        parts.append(f'<p class="verdict">{text(found(answer))}</p>')
    if answer.withheld:
        items = "".join(_withheld(sentence) for sentence in answer.withheld)
        parts.append(
            f'<details class="withheld"><summary>What was withheld ({len(answer.withheld)})'
            f"</summary><ul>{items}</ul></details>"
        )
    return "".join(parts)


def found(answer: Answer) -> str:
    """One line on a written answer: who wrote it, and how its sentences stand to the quotes."""
    model = answer.answerer.partition(":")[2] or answer.answerer
    held = sum(sentence.support == "supported" for sentence in answer.sentences)
    if held == len(answer.sentences):
        return f"Written by {model}; each sentence was found in its quotes."
    if not held:
        return f"What {model} wrote was not found in the quotes, so they stand alone."
    return f"Written by {model}; where a sentence was not found in its quotes, these stand."


def _withheld(sentence: Sentence) -> str:
    why = f'<span class="why">{text(sentence.note)}</span>' if sentence.note else ""
    return f'<li><span dir="auto">{text(sentence.text)}</span>{why}</li>'
