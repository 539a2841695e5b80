"""Footnote itself, with any settings and any answerer, over an index of the dataset's documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from evals.cases import Case
from evals.run.digests import local_digest
from evals.run.system import Place, Reply, ask_each
from rag import BadInput, Settings, answer_json

if TYPE_CHECKING:
    from rag import Corpus

HOME = "home"
_OWN = {"home", "store", "store_key", "store_seconds"}
"""Settings that are the harness's own: a run has an index to itself, whatever is set elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FootnoteSystem:
    """Footnote in this process. Its home lies in the run's folder until the run is complete."""

    answerer: str = "quotes"
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Settings by name; the rest are the defaults and the environment's."""
    history: bool = True
    """False asks every question as if nothing had been said before."""

    def describe(self) -> dict[str, Any]:
        """The answerer with its model's digest, and all settings but the index's place."""
        settings = self._settings().model_dump(mode="json", exclude=_OWN)
        found = {
            "kind": "footnote",
            "answerer": self.answerer,
            "model": local_digest(self.answerer),
            "settings": settings,
        }
        return found if self.history else {**found, "history": False}

    def answers(self, cases: Sequence[Case], place: Place) -> Iterator[Reply]:
        """Index the documents, then ask one case after the other."""
        from rag import Corpus

        home = place.folder / HOME
        settings = self._settings()
        with Corpus.open(home, empty=True, settings=settings) as corpus:
            chosen = corpus.answerer(self.answerer)
            if chosen.why:
                raise BadInput(f'the answerer "{self.answerer}" can\'t answer: {chosen.why}')
            corpus.add(place.documents)
            corpus.warm()
            yield from ask_each(lambda case: self._ask(corpus, case), cases)
        shutil.rmtree(home, ignore_errors=True)

    def _ask(self, corpus: Corpus, case: Case) -> dict[str, Any]:
        history = case.history if self.history else ()
        answer = corpus.ask(case.question, history=history, answerer=self.answerer)
        return answer_json(answer, case.id)

    def _settings(self) -> Settings:
        settable = set(Settings.model_fields) - _OWN
        if unknown := sorted(set(self.overrides) - settable):
            known = ", ".join(sorted(settable))
            raise BadInput(f'no setting "{unknown[0]}": --set takes one of {known}')
        try:
            return Settings(**self.overrides, store=None)  # type: ignore[arg-type]
        except ValidationError as error:
            found = error.errors()[0]
            name = ".".join(map(str, found["loc"]))
            raise BadInput(f"--set {name}: {found['msg'].lower()}: correct the value") from None
