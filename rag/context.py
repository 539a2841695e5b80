"""What was said before → the sentence that a follow-up leans on, and where its answer is likely.

People ask on about what they were just shown. So a question that leans on an answer is searched
and read together with the question before and the sentence that its answer rests on, and
sentences near that one come first. A question for something else passes over what was cited.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.followup import asks_for_more, is_bare
from rag.retrieve import Candidate, Context, Retriever, Search
from rag.types import History

_REACH = 600
"""How many code points from the sentence before a sentence counts as near it."""
_NEAR = 0.3
"""What standing right beside that sentence adds to a search score; the sentence itself gets
nothing: its own words are in the query, which raises it already."""
_SAID = 0.5
"""What a sentence loses that was cited already, where something else is asked for."""
_SHARE, _SHARE_OF_BARE = 0.25, 0.75
"""What the context weighs beside a question's own words, and beside one that has hardly any."""
_TURNS = 3
"""How many answers back a sentence counts as cited already."""
_LONGEST = 300
"""Of a long answer, so many code points are searched for."""
_WORD = re.compile(r"\w+")


def context(
    retriever: Retriever,
    asked: str,
    history: History,
    documents: Collection[str] | None = None,
) -> Context:
    """What the question `asked` leans on: the sentence that the last answer rests on.

    A quote is found as it stands, a few words in the sentence that holds them, and what a model
    wrote in the sentence nearest to it. Its words are those of the question before and its own;
    where nothing was answered, the question's alone.
    """
    question, answer = history[-1]
    share = _SHARE_OF_BARE if is_bare(asked) else _SHARE
    said = f"{question} {answer[:_LONGEST]}"
    found = retriever.search(said, documents).candidates if answer.strip() else ()
    if not found:
        return Context(text=question, share=share)
    best = _cited(found, answer) or found[0]
    text = f"{question} {best.text[:_LONGEST]}"
    return Context(text=text, passage=best.passage, span=best.span, share=share)


def likely(search: Search, question: str, context: Context, history: History) -> Search:
    """The same search with sentences near the context first, and those cited already last.

    The latter only where the question asks for something else.
    """
    said = [_plain(answer) for _, answer in history[-_TURNS:]] if asks_for_more(question) else []
    moved = [
        replace(one, score=one.score + _near(one, context) - _SAID * _was_said(one, said))
        for one in search.candidates
    ]
    moved.sort(key=lambda one: (-one.score, one.passage.document_id, one.span))
    return replace(search, candidates=tuple(moved))


def _cited(found: Sequence[Candidate], answer: str) -> Candidate | None:
    """The sentence that an answer quotes first, or the best one that holds its words."""
    said = _plain(answer)
    quoted = [one for one in found if len(one.text) > 1 and _plain(one.text) in said]
    if quoted:
        return min(quoted, key=lambda one: said.index(_plain(one.text)))
    return next((one for one in found if said in _plain(one.text)), None)


def _near(one: Candidate, context: Context) -> float:
    if (
        not context.passage
        or not context.span
        or one.passage.document_id != context.passage.document_id
        or one.span == context.span
    ):
        return 0.0
    gap = max(one.span.start - context.span.end, context.span.start - one.span.end, 0)
    return _NEAR * max(0.0, 1.0 - gap / _REACH)


def _was_said(one: Candidate, said: Sequence[str]) -> bool:
    text = _plain(one.text)
    return any(before.strip() and (text in before or before in text) for before in said)


def _plain(text: str) -> str:
    """The words of a text, a space on either side, so that whole words are found in it."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
