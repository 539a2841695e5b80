"""From a judge's reply to a verdict; a reply that isn't in form gives none."""

from __future__ import annotations

import re

GROUNDED = (
    "Quotes:\n{quotes}\n\nSentence: {sentence}\n\nDo the quotes say everything that the sentence "
    "says? Think of names, numbers and who did what. Reply with one line: VERDICT: yes or "
    "VERDICT: no"
)
HELPFUL = (
    "Question: {question}\n\nAnswer: {answer}\n\nDoes the answer tell the person what they asked? "
    "Reply with one line: VERDICT: yes or VERDICT: no"
)
_IN_FORM = re.compile(r"^\W*verdict\W*:?\W*(yes|no)\b", re.IGNORECASE | re.MULTILINE)
_BARE = re.compile(r"\s*\W*(yes|no)\W*\s*", re.IGNORECASE)


def verdict(reply: str) -> float | None:
    """1 for yes, 0 for no, None for anything that can't be read as just one of them.

    >>> verdict("VERDICT: yes"), verdict("No."), verdict("Yes and no, it depends")
    (1.0, 0.0, None)
    """
    found = {word.lower() for word in _IN_FORM.findall(reply)}
    if not found and (bare := _BARE.fullmatch(reply)):
        found = {bare.group(1).lower()}
    return {"yes": 1.0, "no": 0.0}[found.pop()] if len(found) == 1 else None
