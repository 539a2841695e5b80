"""Sentences of articles, kept, reworded and altered, with the quotes they are held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rag.check import Claim, alterations, hedges, reword, verbs
from rag.check.examples import Example, Maker
from rag.check.source import Pool
from rag.check.statements import statement
from rag.check.verbs import Verbs
from rag.reader import wordnet
from rag.reader.squad import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    claim: Claim
    supported: bool
    kind: str


class Cases:
    """Makes the cases of articles; a seed fixes them."""

    def __init__(self, folder: Path) -> None:
        self._verbs: Verbs = verbs.load(folder)
        self._maker = Maker(wordnet.load(folder), self._verbs)

    def of(self, articles: Sequence[Article], seed: int, per_paragraph: int) -> Iterator[Case]:
        random = Random(seed)
        for article in articles:
            pool = self._maker.pool(article)
            for paragraph in article.paragraphs:
                sentences = [paragraph.text[a:b] for a, b in paragraph.sentences]
                good = [i for i, one in enumerate(sentences) if 6 <= len(one.split()) <= 45]
                for at in random.sample(good, min(per_paragraph, len(good))):
                    near = [sentences[i] for i in (at - 1, at + 1) if 0 <= i < len(sentences)]
                    quotes = [sentences[at], *random.sample(near, random.randrange(len(near) + 1))]
                    yield from self._of_sentence(sentences[at], quotes, pool, random)
                for question in paragraph.questions[:2]:
                    for start, end in question.answers[:1]:
                        said = statement(question.text, paragraph.text[start:end], self._verbs)
                        own = [
                            s
                            for (a, b), s in zip(paragraph.sentences, sentences, strict=True)
                            if a <= start < b
                        ]
                        if said and own:
                            yield _case(
                                said,
                                own,
                                supported=True,
                                kind="question and answer",
                                context=(paragraph.text,),
                            )

    def _of_sentence(
        self, own: str, quotes: list[str], pool: Pool, random: Random
    ) -> Iterator[Case]:
        random.shuffle(quotes)
        yield _case(own, quotes, supported=True, kind="as it stands")
        ways = {
            "shortened": reword.shorter(own, random),
            "turned round": reword.active(own, pool) or reword.turned(own, random),
            "numbers respelled": reword.respelled(own, random),
            "everyday words": reword.said_otherwise(own, random),
        }
        for kind, new in ways.items():
            if new:
                yield _case(new, quotes, supported=True, kind=kind)
        for kind, alter in (alterations.VALUES | alterations.OTHERS).items():
            altered = alter(own, " ".join(quotes), pool, random)
            if altered and altered != own:
                yield _case(altered, quotes, supported=False, kind=kind)
        swapped = reword.active(own, pool, swapped=True)
        if swapped:
            yield _case(swapped, quotes, supported=False, kind="active role")
        fact = hedges.dropped(own, self._verbs)
        if fact:
            yield _case(fact, quotes, supported=False, kind="hedge dropped")
        unsure = hedges.hedged(own, self._verbs, random)
        if unsure and unsure != own:
            changed = [unsure if one == own else one for one in quotes]
            yield _case(own, changed, supported=False, kind="hedge of the quote dropped")


def _case(
    sentence: str,
    quotes: Sequence[str],
    *,
    supported: bool,
    kind: str,
    context: tuple[str, ...] = (),
) -> Case:
    claim = Claim(sentence=sentence, quotes=tuple(quotes), context=context)
    return Case(claim=claim, supported=supported, kind=kind)


def of_rows(rows: Sequence[Example]) -> list[Case]:
    """Rows of the public entailment sets as cases."""
    return [
        _case(row.hypothesis, [row.premise], supported=row.supported, kind=row.kind) for row in rows
    ]
