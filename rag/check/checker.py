"""The check of written sentences: rules first, a trained judgement, one calibrated score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.check.alike import shared_pairs
from rag.check.attribution import dropped_hedge, swapped_roles
from rag.check.direction import turned_around
from rag.check.names import Names, wrong_names
from rag.check.polarity import wrong_comparison, wrong_polarity
from rag.check.proper import runs
from rag.check.score import THRESHOLD, Signs, likely, score
from rag.check.sources import made_up_source
from rag.check.values import spelled_alike, wrong_values
from rag.check.verdict import Finding, Verdict
from rag.terms import query_terms, terms

if TYPE_CHECKING:
    from rag.check.alike import Alike
    from rag.check.entail import Entailment, Judgement

_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+")
_HARD = frozenset({"value", "name"})
_MARKER = re.compile(r"\s*\[\d{1,3}\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence and what it is held against.

    `context` is text around the quotes. Names may stand there alone, for a quote may say "he";
    numbers and dates may not. `question` only makes a message plainer: a name that the question
    has and the quotes don't is still not held.
    """

    sentence: str
    quotes: tuple[str, ...]
    context: tuple[str, ...] = ()
    question: str = ""


class Checker:
    """Holds sentences against the quotes that they cite. Threads may share it.

    Example:
        >>> checker = Checker.load()
        >>> checker.check("The pact has 23 articles.", ["The pact has 24 articles."]).note
    """

    def __init__(self, entailment: Entailment | None, alike: Alike | None = None) -> None:
        """With `entailment` None the rules judge alone, and supported is said more rarely.

        `alike` makes scores better, not verdicts.
        """
        self._entailment = entailment
        self._alike = alike

    @classmethod
    def load(cls, folder: Path | None = None, alike: Alike | None = None) -> Checker:
        """The check with the weights in `folder` (default: those that come with Footnote).

        Raises:
            CheckerUnavailable: they are missing or damaged. `Checker(None)` goes without.
        """
        from rag.check.entail import Entailment

        return cls(Entailment.load(folder), alike)

    @property
    def trained(self) -> bool:
        """Whether the trained part judges too, not the rules alone."""
        return self._entailment is not None

    def check(
        self,
        sentence: str,
        quotes: Sequence[str],
        *,
        question: str = "",
        context: Sequence[str] = (),
    ) -> Verdict:
        """Whether `quotes`, taken together, support `sentence`. No quotes support nothing."""
        claim = Claim(
            sentence=sentence, quotes=tuple(quotes), context=tuple(context), question=question
        )
        return self.check_all([claim])[0]

    def check_all(self, claims: Sequence[Claim]) -> list[Verdict]:
        """A verdict for each claim, in their order, read in batches."""
        claims = [_plain_claim(claim) for claim in claims]
        open_ones = [k for k, claim in enumerate(claims) if not _settled(claim)]
        findings = {k: _findings(claims[k]) for k in open_ones}
        judged = self._judged([claims[k] for k in open_ones])
        verdicts = [_settled(claim) for claim in claims]
        for k, judgements in zip(open_ones, judged, strict=True):
            verdicts[k] = self._verdict(claims[k], findings[k], judgements)
        return [verdict for verdict in verdicts if verdict is not None]

    def signs(self, claim: Claim) -> Signs:
        """What the score is made of, for fitting and measuring."""
        claim = _plain_claim(claim)
        return _signs(claim, _findings(claim), self._judged([claim])[0])

    def _judged(self, claims: Sequence[Claim]) -> list[list[Judgement]]:
        if self._entailment is None:
            return [[] for _ in claims]
        texts = [_texts(claim) for claim in claims]
        pairs = [
            (spelled_alike(claim.sentence, claim.quotes), text)
            for claim, own in zip(claims, texts, strict=True)
            for text in own
        ]
        judged = iter(self._entailment.judge(pairs))
        return [[next(judged) for _ in own] for own in texts]

    def _verdict(
        self, claim: Claim, findings: list[Finding], judged: Sequence[Judgement]
    ) -> Verdict:
        value = score(_signs(claim, findings, judged), read=self.trained)
        supported = value >= THRESHOLD and not findings
        value = self._ranked(claim, value, supported=supported)
        if supported:
            return Verdict(supported=True, score=value)
        if not findings:
            against = max((one.contradicted for one in judged), default=-9.0)
            what = "the quotes say something else" if against > 0 else "the quotes don't say this"
            findings = [Finding("meaning", "", what)]
        return Verdict(supported=False, score=value, findings=tuple(findings))

    def _ranked(self, claim: Claim, value: float, *, supported: bool) -> float:
        """The score: among the supported from the threshold up, among the others below it."""
        if self._alike is None:
            return value if supported else min(value, THRESHOLD - 0.01)
        cosine = self._alike.cosine(claim.sentence, claim.quotes)
        share = likely(value, shared_pairs(claim.sentence, claim.quotes), cosine)
        return THRESHOLD + (1 - THRESHOLD) * share if supported else THRESHOLD * share


def _plain_claim(claim: Claim) -> Claim:
    """Without markers, which are no words of the sentence."""
    sentence = " ".join(_MARKER.sub("", claim.sentence).split())
    quotes = tuple(" ".join(quote.split()) for quote in claim.quotes if quote.strip())
    return Claim(sentence=sentence, quotes=quotes, context=claim.context, question=claim.question)


def _settled(claim: Claim) -> Verdict | None:
    """The verdict where nothing need be judged: no words, no quotes, or a quote itself."""
    if not re.search(r"\w", claim.sentence):
        return Verdict(
            supported=False, score=0.0, findings=(Finding("meaning", "", "it says nothing"),)
        )
    if not claim.quotes:
        return Verdict(
            supported=False, score=0.0, findings=(Finding("meaning", "", "no quote is cited"),)
        )
    mine = _letters(claim.sentence)
    for quote in claim.quotes:
        if mine in map(_letters, (quote, *_SENTENCE_END.split(quote))):
            return Verdict(supported=True, score=1.0)
    return None


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+|[^\w\s.]", text.casefold()))


def _findings(claim: Claim) -> list[Finding]:
    sentence, quotes = claim.sentence, claim.quotes
    return [
        *wrong_values(sentence, quotes),
        *wrong_names(sentence, quotes, claim.context, claim.question),
        *wrong_polarity(sentence, quotes),
        *wrong_comparison(sentence, quotes),
        *dropped_hedge(sentence, quotes),
        *swapped_roles(sentence, quotes),
        *turned_around(sentence, quotes),
        *made_up_source(sentence, [*quotes, *claim.context]),
    ]


def _texts(claim: Claim) -> list[str]:
    """What the trained part reads: all quotes together first, then each by itself."""
    named = _naming(claim)
    together = " ".join([*named, *claim.quotes])
    return [together, *claim.quotes] if len(claim.quotes) > 1 or named else [together]


def _naming(claim: Claim) -> list[str]:
    """The sentences of the context that have names which the quotes lack."""
    held = Names(claim.quotes)
    wanted = [run for run in runs(claim.sentence) if held.holds(run) is not None]
    if not wanted:
        return []
    lines = [line for text in claim.context for line in _SENTENCE_END.split(text)]
    found = []
    for run in wanted:
        found += [line for line in lines if Names([line]).holds(run) is None][:1]
    return list(dict.fromkeys(found))


def _signs(claim: Claim, findings: Sequence[Finding], judged: Sequence[Judgement]) -> Signs:
    kinds = {finding.kind for finding in findings}
    theirs = {stem for quote in (*claim.quotes, *claim.context) for stem in terms(quote)}
    mine = query_terms(claim.sentence)
    return Signs(
        best=max((one.entailed for one in judged), default=0.0),
        joined=judged[0].entailed if judged else 0.0,
        covered=sum(stem in theirs for stem in mine) / max(len(mine), 1),
        polarity="polarity" in kinds,
        comparison="comparison" in kinds,
        attribution="attribution" in kinds,
        role="role" in kinds,
        value=bool(kinds & _HARD),
    )
