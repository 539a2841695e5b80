"""What was found for a question that asks one thing or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.retrieve import Candidate, Search
from rag.select import choose
from rag.types import Retrieved, Span

_EACH = 2
"""How many sentences are quoted for each of several things asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The sentences to quote, in order."""

    candidates: tuple[Candidate, ...]
    leads: tuple[int, ...]
    """The number, from 1, of the likeliest one for each thing that is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One search for each thing that is asked, at least one."""

    searches: tuple[Search, ...]

    @property
    def query(self) -> str:
        """What was searched."""
        return " ".join(one.query for one in self.searches)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The sentences of all searches, the best first; of one found twice the better find."""
        if len(self.searches) == 1:
            return self.searches[0].candidates
        ranked = sorted(
            (candidate for one in self.searches for candidate in one.candidates),
            key=lambda one: (-one.score, one.passage.document_id, one.span),
        )
        return tuple({(one.passage.id, one.span): one for one in reversed(ranked)}.values())[::-1]

    @property
    def retrieved(self) -> tuple[Retrieved, ...]:
        """The passages of all searches, each once, ranked anew."""
        if len(self.searches) == 1:
            return self.searches[0].retrieved
        ranked = sorted(
            (one for search in self.searches for one in search.retrieved),
            key=lambda one: (-one.score, one.passage.document_id, one.passage.span),
        )
        once = {one.passage.id: one for one in reversed(ranked)}
        best = sorted(once.values(), key=lambda one: -one.score)
        return tuple(replace(one, rank=rank) for rank, one in enumerate(best, start=1))

    def chosen(self, told: Sequence[Search]) -> Chosen:
        """The sentences to quote from those searches that found an answer, in what was asked."""
        most = None if len(self.searches) == 1 else _EACH
        picked = [choose(one.candidates)[:most] for one in told]
        once = {_place(one): one for group in picked for one in group}
        numbers = {place: number for number, place in enumerate(once, start=1)}
        leads = sorted({numbers[_place(group[0])] for group in picked})
        return Chosen(candidates=tuple(once.values()), leads=tuple(leads))


def _place(candidate: Candidate) -> tuple[str, Span]:
    return candidate.passage.id, candidate.span
