"""A system behind an HTTP endpoint: a question as JSON in a POST, an answer as JSON back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from evals.answers import parse_line
from evals.cases import Case
from evals.run.system import Place, Reply, ask_each, question_json
from rag import BadInput, FootnoteError


class NoAnswer(FootnoteError):
    """The endpoint gave nothing that could be an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSystem:
    """An endpoint of that address. `timeout` is seconds for one answer."""

    url: str
    timeout: float
    jobs: int = 1

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise BadInput(f"--url {self.url}: give an address such as http://127.0.0.1:8000/ask")

    def describe(self) -> dict[str, Any]:
        """The address without what may be secret in it."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return {"kind": "http", "url": f"{parts.scheme}://{host}{parts.path}"}

    def answers(self, cases: Sequence[Case], place: Place) -> Iterator[Reply]:
        """Ask the endpoint, `jobs` questions at a time."""
        with httpx.Client(timeout=self.timeout) as client:
            yield from ask_each(lambda case: self._ask(client, case), cases, jobs=self.jobs)

    def _ask(self, client: httpx.Client, case: Case) -> dict[str, Any]:
        try:
            response = client.post(self.url, json=question_json(case))
        except httpx.TimeoutException:
            raise NoAnswer(f"no answer within {self.timeout:g} s") from None
        except httpx.HTTPError as error:
            raise NoAnswer(f"the endpoint can't be reached ({error})") from None
        if response.status_code != httpx.codes.OK:
            raise NoAnswer(f"the endpoint said {response.status_code}")
        return parse_line(response.content)
