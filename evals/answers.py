"""Answers as systems give them: Footnote's public JSON, read leniently at the edge.

A system of someone else may leave out what it doesn't know; what it does say has to be in form.
"""

from __future__ import annotations

import json
import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from rag import FootnoteError

Status = Literal["answered", "not_found", "error"]


class BadAnswer(FootnoteError):
    """What a system gave back is no answer in the public JSON."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GivenSentence(_Part):
    """A sentence of an answer and the numbers of the citations that it names."""

    text: str
    citations: tuple[int, ...] = ()
    support: str = ""
    score: float | None = None


class GivenCitation(_Part):
    """A footnote; `document` is the dataset's name of the document, where it could be told."""

    number: int
    start: int
    end: int
    quote: str = ""
    document: str = ""
    document_id: str = ""
    title: str = ""
    source: str = ""
    answer_start: int | None = None
    answer_end: int | None = None


class GivenPassage(_Part):
    """A passage that was found; rank is from 1."""

    start: int = 0
    end: int = 0
    score: float = 0.0
    rank: int
    document: str = ""
    document_id: str = ""
    title: str = ""
    source: str = ""


class Given(_Part):
    """One answer. `confidence` is None where the system has none."""

    status: Status
    text: str = ""
    query: str = ""
    answerer: str = ""
    confidence: float | None = Field(default=None, ge=0.0, le=1.0)
    sentences: tuple[GivenSentence, ...] = ()
    withheld: tuple[GivenSentence, ...] = ()
    citations: tuple[GivenCitation, ...] = ()
    retrieved: tuple[GivenPassage, ...] = ()
    tokens: int | None = None
    error: str | None = None

    @field_validator("confidence", mode="before")
    @classmethod
    def _a_number(cls, value: Any) -> Any:
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("is not a number (NaN or infinite)")
        return value

    @property
    def failed(self) -> bool:
        """Whether the system failed, which is not the same as finding nothing."""
        return self.status == "error"

    @property
    def refused(self) -> bool:
        """Whether the system says that the documents don't say."""
        return self.status == "not_found"


TIMINGS = ("retrieve", "quotes", "write", "total")


def read_answer(raw: Any) -> tuple[Given, dict[str, float]]:
    """An answer of a system, and its milliseconds by stage.

    Args:
        raw: the JSON object, parsed.

    Raises:
        BadAnswer: it isn't an answer; the message names the field.
    """
    if not isinstance(raw, dict):
        raise BadAnswer(f"the answer is {type(raw).__name__}, not a JSON object")
    try:
        given = Given.model_validate(raw)
    except ValidationError as error:
        found = error.errors()[0]
        where = ".".join(map(str, found["loc"]))
        raise BadAnswer(f"the answer's {where}: {found['msg']}") from None
    times = raw.get("timings_ms")
    known = times if isinstance(times, dict) else {}
    return given, {name: float(value) for name, value in known.items() if _is_time(name, value)}


def parse_line(line: str | bytes) -> dict[str, Any]:
    """A line of JSON as an object.

    Raises:
        BadAnswer: it isn't one, or holds NaN, which JSON doesn't know.
    """
    try:
        found = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"the answer is not JSON ({error})") from None
    if not isinstance(found, dict):
        raise BadAnswer(f"the answer is {type(found).__name__}, not a JSON object")
    return found


def failure(reason: str) -> Given:
    """The row of a case that the system gave no answer to."""
    return Given(status="error", error=reason)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"it holds {name}")


def _is_time(name: object, value: object) -> bool:
    known = name in TIMINGS and isinstance(value, (int, float)) and not isinstance(value, bool)
    return known and math.isfinite(float(value)) and float(value) >= 0  # type: ignore[arg-type]
