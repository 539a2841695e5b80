"""Grammars (GBNF) that keep a reply to what its quotes allow."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def sentence_grammar(quotes: Sequence[str] | None) -> str:
    """Any text that doesn't begin as the way out does; with `quotes`, with no number but theirs.

    Numbers are digits as the quotes write them; number words are left to the check.
    """
    numbers = sorted({found for quote in quotes or () for found in _NUMBER.findall(quote)})
    if quotes is None:
        return 'root ::= ([^N] | "N" [^O]) [^\\x00]*'
    if not numbers:
        return 'root ::= ([^N0-9] | "N" [^O0-9]) [^0-9]*'
    listed = " | ".join(json.dumps(number) for number in numbers)
    return (
        'root ::= ([^N0-9] | "N" [^O0-9] | number [^0-9]) ([^0-9] | number [^0-9])* number?\n'
        f"number ::= {listed}"
    )
