"""The answer's words against the accepted ones, as SQuAD's script compares them.

Rajpurkar et al., 2018: lower case, without punctuation, articles and spare white space; exact
match, and F1 over the words; the best accepted answer counts; no answer is the empty answer.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

from evals.scorers.metric import Absent, Metric, Row, Value

_ARTICLE = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)


def normalised(text: str) -> str:
    """The text as SQuAD's script compares it."""
    bare = "".join(sign for sign in text.lower() if sign not in _PUNCTUATION)
    return " ".join(_ARTICLE.sub(" ", bare).split())


def exact_match(given: str, accepted: Sequence[str]) -> float:
    """1 where an accepted answer is the same, normalised."""
    return float(any(normalised(given) == normalised(one) for one in _counting(accepted)))


def f1(given: str, accepted: Sequence[str]) -> float:
    """The best F1 over words with an accepted answer."""
    return max(
        _f1(normalised(given).split(), normalised(one).split()) for one in _counting(accepted)
    )


def answer_words(row: Row) -> str:
    """The words that answer: those marked in the first citation, else the text; "" if refused."""
    if row.given.refused:
        return ""
    for citation in row.given.citations[:1]:
        text = row.texts.get(citation.document, "")
        if citation.answer_start is not None and citation.answer_end is not None:
            return text[max(citation.answer_start, 0) : max(citation.answer_end, 0)]
    return row.given.text


def _counting(accepted: Sequence[str]) -> Sequence[str]:
    return [one for one in accepted if normalised(one)] or [""]


def _f1(given: Sequence[str], gold: Sequence[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    shared = sum((Counter(given) & Counter(gold)).values())
    return 2 * shared / (len(given) + len(gold))


def _known(row: Row) -> bool:
    return bool(row.case.answers) or row.case.unanswerable


def _exact(row: Row) -> Value:
    if not _known(row):
        return Absent.NOT_APPLICABLE
    return exact_match(answer_words(row), row.case.answers)


def _overlap(row: Row) -> Value:
    return f1(answer_words(row), row.case.answers) if _known(row) else Absent.NOT_APPLICABLE


def _held(row: Row) -> Value:
    if not row.case.answers:
        return Absent.NOT_APPLICABLE
    if row.given.refused:
        return 0.0
    text = f" {normalised(_straight(row.given.text))} "
    accepted = [normalised(_straight(one)) for one in _counting(row.case.answers)]
    return float(any(f" {one} " in text for one in accepted))


def _straight(text: str) -> str:
    """With straight quotation marks; SQuAD's script takes a curly one for a letter."""
    return text.replace("’", "'").replace("‘", "'")


ANSWER_EXACT = Metric(
    name="answer_exact", title="answer's words, exact match", better=1, of=_exact, worst=0.0
)
ANSWER_F1 = Metric(name="answer_f1", title="answer's words, F1", better=1, of=_overlap, worst=0.0)
ANSWER_HELD = Metric(
    name="answer_held", title="text holds an accepted answer", better=1, of=_held, worst=0.0
)
