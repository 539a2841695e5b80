"""A question wrapped in another ("Does the article say who won?") → the one that is meant.

What is said to whoever answers stands in no document; left in, it leads the search and the reader
to sentences about saying and telling.
"""

from __future__ import annotations

import re

_TEXT = (
    r"(?:the|this|that|these|those|your|my)\s+"
    r"(?:article|text|document|file|paper|report|page|book)s?"
)
_SAYS = r"(?:say|state|mention|tell\s+(?:us|me)|explain|show)"
_ASKS = r"(?=(?:who|whom|whose|what|which|when|where|why|how)\b)"
_PREAMBLE = re.compile(
    rf"""^(?:
    according\s+to\s+{_TEXT}\s*,?\s*
    | (?:does|do|did)\s+(?:{_TEXT}|it|they)\s+{_SAYS}\s+{_ASKS}
    | (?:can|could|would)\s+you\s+(?:please\s+)?(?:tell\s+me|explain|say)\s+{_ASKS}
    | (?:please\s+)?tell\s+me\s+{_ASKS}
    | do\s+you\s+know\s+{_ASKS}
    | i(?:['’]d|\s+would)\s+like\s+to\s+know\s+{_ASKS}
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def without_preamble(question: str) -> str:
    """The question itself; all of it where nothing stands before it.

    Example:
        >>> without_preamble("Does the article say who won?")
        'who won?'
    """
    rest = _PREAMBLE.sub("", question.strip(), count=1)
    return rest if re.search(r"\w", rest) else question
