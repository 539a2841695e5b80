"""An answer in plain words: for the clipboard, for screen readers, for other forms."""

from __future__ import annotations

from rag import Answer, Citation
from ui.conversation import Turn


def spoken(turn: Turn) -> str:
    """What a screen reader says, once, when the turn has come to its end."""
    answer = turn.answer
    if turn.state != "done" or answer is None:
        return ""
    if answer.status == "not_found":
        count = len(answer.nearest)
        return f"The documents don't say. {_count(count, 'nearest passage')} shown."
    words = (headline(answer) or answer.text).strip().rstrip(".")
    return f"Answer: {words}. {_count(len(answer.citations), 'footnote')}."


def headline(answer: Answer) -> str:
    """The words that answer, where one quote was enough and they are shorter than it.

    Several quotes stand there because none of them is sure to answer; then none leads.
    """
    if len(answer.citations) != 1:
        return ""
    (citation,) = answer.citations
    words = _answer_words(citation)
    return words if len(words) < len(citation.quote) else ""


def place(citation: Citation) -> str:
    """Where a quote stands, in words."""
    return f"{citation.title}, {citation.place}" if citation.place else citation.title


def plain_answer(turn: Turn) -> str:
    """A turn as plain text with its footnotes, to be pasted anywhere."""
    answer = turn.answer
    if answer is None:
        return turn.question
    if answer.status == "not_found":
        return f"{turn.question}\n\nThe documents don’t say."
    notes = "\n".join(
        f"[{cited.number}] “{cited.quote}” ({place(cited)})" for cited in answer.citations
    )
    return f"{turn.question}\n\n{plain_lead(answer)}\n\n{notes}"


def plain_lead(answer: Answer) -> str:
    """The answer's own sentences as text, each with its markers."""
    words = headline(answer)
    if words and all(sentence.support == "verbatim" for sentence in answer.sentences):
        return f"{words} [{answer.citations[0].number}]"
    return " ".join(
        f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}".strip()
        for sentence in answer.sentences
    )


def _answer_words(citation: Citation) -> str:
    if citation.answer is None:
        return ""
    start = citation.answer.start - citation.span.start
    return citation.quote[start : citation.answer.end - citation.span.start]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
