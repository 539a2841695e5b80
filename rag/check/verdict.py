"""What the check says of a sentence. Plain values; nothing here is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "value", "name", "polarity", "comparison", "attribution", "role", "meaning"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or may be.

    `words` are the sentence's own words that it is about ("" where it is about all of it);
    `message` says in words for a person what the quotes have instead.
    """

    kind: Kind
    words: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether quotes support a sentence, how sure that is (0..1), and what was found."""

    supported: bool
    score: float
    findings: tuple[Finding, ...] = ()

    @property
    def note(self) -> str:
        """The findings as one line for a person; empty where there are none."""
        return "; ".join(finding.message for finding in self.findings)
