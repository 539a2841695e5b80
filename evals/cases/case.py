"""One case, as a line of a case file holds it."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag import Span

KINDS = ("fact", "why", "several", "followup", "false_premise", "unanswerable", "off_topic")
"""The kinds of the sets that ship; a set of one's own may have others."""


class Evidence(BaseModel):
    """Words of a document that a right answer rests on, in code points of its text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str = Field(min_length=1)
    document: str = ""
    """The document's name; left out, it is the case's."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"evidence ends at {self.end}, not after its start {self.start}")
        return self

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return Span(start=self.start, end=self.end)


class Case(BaseModel):
    """One question and what is known of its answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    kind: str = Field(default="fact", min_length=1)
    question: str = Field(min_length=1)
    history: tuple[tuple[str, str], ...] = ()
    document: str = ""
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    relevant: dict[str, int] = Field(default_factory=dict)
    """Whole documents that answer, with a grade each, where that is all that is known."""
    unanswerable: bool = False
    tags: tuple[str, ...] = ()
    cluster: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.unanswerable and (self.evidence or self.answers or self.relevant):
            raise ValueError(
                "an unanswerable case has neither answers nor evidence nor relevant documents"
            )
        if low := [name for name, grade in self.relevant.items() if grade < 0]:
            raise ValueError(f'relevant: the grade of "{low[0]}" is below 0')
        if not self.question.strip():
            raise ValueError("the question is blank")
        return self

    @property
    def group(self) -> str:
        """What hangs together: the cluster, else the document, else the case by itself."""
        return self.cluster or self.document or self.id

    def home_of(self, evidence: Evidence) -> str:
        """The document that a piece of evidence stands in."""
        return evidence.document or self.document
