"""Training examples for the check: premise, hypothesis and which of three labels may be right.

A premise is one to four sentences; a hypothesis follows from it (`ENTAILED`), is contradicted
or is not said. Altered sentences carry `NOT_ENTAILED`: which of both they are isn't known.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rag.check import alterations, hedges, reword
from rag.check.source import Pool, pool
from rag.check.statements import statement
from rag.check.verbs import Verbs
from rag.reader.squad import Article, Paragraph, Question
from rag.reader.wordnet import Words

ENTAILED, NEUTRAL, CONTRADICTED = 0, 1, 2
NOT_ENTAILED = (NEUTRAL, CONTRADICTED)
_LABELS = {"entailment": (ENTAILED,), "neutral": (NEUTRAL,), "contradiction": (CONTRADICTED,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One pair to judge; `labels` are the classes of which one is right."""

    premise: str
    hypothesis: str
    labels: tuple[int, ...]
    kind: str = ""

    @property
    def supported(self) -> bool:
        """Whether the premise supports the hypothesis."""
        return ENTAILED in self.labels


def entailment_rows(path: Path, part: str) -> list[Example]:
    """Rows of the public sets; `part` is "train", "tune" or "report", split by premise (8:1:1)."""
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if _part(row["premise"]) == part:
                rows.append(
                    Example(
                        premise=row["premise"],
                        hypothesis=row["hypothesis"],
                        labels=_LABELS[row["label"]],
                        kind=row["source"].split(",")[0].split()[0],
                    )
                )
    return rows


def _part(premise: str) -> str:
    place = hashlib.sha256(premise[:60].encode()).digest()[0] % 10
    return {0: "tune", 1: "report"}.get(place, "train")


class Maker:
    """Makes examples of an article's paragraphs. A seed fixes them."""

    def __init__(self, words: Words, verbs: Verbs) -> None:
        self._words = words
        self._verbs = verbs
        self._pools: dict[str, Pool] = {}

    def make(self, article: Article, place: int, random: Random) -> Iterator[Example]:
        """Examples of one paragraph: sentences kept, reworded and altered, and its questions."""
        source = self.pool(article)
        paragraph = article.paragraphs[place]
        sentences = [paragraph.text[start:end] for start, end in paragraph.sentences]
        good = [i for i, one in enumerate(sentences) if 6 <= len(one.split()) <= 45]
        for at in random.sample(good, min(2, len(good))):
            yield from self._of_sentence(sentences, at, article, source, random)
        asked = [one for one in paragraph.questions if one.answers or one.lure]
        for question in random.sample(asked, min(3, len(asked))):
            yield from self._of_question(paragraph, question, source, random)

    def pool(self, article: Article) -> Pool:
        """The article's names and numbers, gathered once."""
        if article.title not in self._pools:
            texts = (paragraph.text for paragraph in article.paragraphs)
            self._pools[article.title] = pool(texts, self._words, self._verbs)
        return self._pools[article.title]

    def _of_sentence(
        self, sentences: Sequence[str], at: int, article: Article, source: Pool, random: Random
    ) -> Iterator[Example]:
        own = sentences[at]
        premise = self._premise(sentences, at, article, source, random)
        kept = self._kept(own, source, random)
        yield Example(premise=premise, hypothesis=kept, labels=(ENTAILED,), kind="kept")
        yield from self._altered(own, premise, source, random)
        if random.random() < 0.45:
            yield from self._hedges(own, premise, source, random)
        others = [one for one in sentences if one not in premise and len(one.split()) > 4]
        if others and random.random() < 0.4:
            other = random.choice(others)
            if random.random() < 0.4:
                other = reword.ended(f"{kept.rstrip('.')} and {other}")
            yield Example(premise=premise, hypothesis=other, labels=(NEUTRAL,), kind="unsaid")

    def _altered(self, own: str, premise: str, source: Pool, random: Random) -> Iterator[Example]:
        ways = list((alterations.VALUES | alterations.OTHERS).items())
        random.shuffle(ways)
        wanted = 2 if random.random() < 0.3 else 1
        for kind, way in ways:
            base = own if random.random() < 0.5 else self._kept(own, source, random)
            new = way(base, premise, source, random)
            if new is None or new == base:
                continue
            yield Example(premise=premise, hypothesis=new, labels=NOT_ENTAILED, kind=kind)
            wanted -= 1
            if not wanted:
                return

    def _hedges(self, own: str, premise: str, source: Pool, random: Random) -> Iterator[Example]:
        fact = hedges.dropped(own, self._verbs)
        if fact is not None:
            yield Example(premise=premise, hypothesis=fact, labels=NOT_ENTAILED, kind="hedge")
            return
        unsure = hedges.hedged(own, self._verbs, random)
        if unsure is None or own not in premise:
            return
        text = premise.replace(own, unsure)
        plain = random.random() < 0.65
        said = own if plain else unsure
        said = self._kept(said, source, random) if random.random() < 0.4 and not plain else said
        labels = NOT_ENTAILED if plain else (ENTAILED,)
        yield Example(premise=text, hypothesis=said, labels=labels, kind="hedge")

    def _of_question(
        self, paragraph: Paragraph, question: Question, source: Pool, random: Random
    ) -> Iterator[Example]:
        spans = question.answers[:1] or ((question.lure,) if question.lure else ())
        (start, end) = spans[0]
        said = statement(question.text, paragraph.text[start:end], self._verbs)
        if said is None:
            return
        sentences = paragraph.sentences
        holding = [i for i, (left, right) in enumerate(sentences) if left <= start < right]
        if not holding:
            return
        first, last = max(0, holding[0] - random.randrange(3)), holding[0] + random.randrange(1, 3)
        text = paragraph.text[sentences[first][0] : sentences[min(last, len(sentences)) - 1][1]]
        if question.answers:
            yield Example(premise=text, hypothesis=said, labels=(ENTAILED,), kind="answer")
        else:
            yield Example(premise=text, hypothesis=said, labels=NOT_ENTAILED, kind="lure")
            return
        others = [
            paragraph.text[left:right]
            for other in paragraph.questions
            for left, right in other.answers[:1]
            if abs((right - left) - (end - start)) < 15 and not (left < end and start < right)
        ]
        if others and random.random() < 0.8:
            wrong = statement(question.text, random.choice(others), self._verbs)
            if wrong is not None and wrong.lower() != said.lower():
                yield Example(
                    premise=text, hypothesis=wrong, labels=NOT_ENTAILED, kind="other answer"
                )

    def _kept(self, own: str, source: Pool, random: Random) -> str:
        """The sentence, as it is or with up to three harmless changes."""
        if random.random() < 0.15:
            return own
        new = own
        if random.random() < 0.5:
            new = reword.shorter(new, random) or new
        if random.random() < 0.3:
            new = reword.active(new, source) or reword.turned(new, random) or new
        if random.random() < 0.4:
            new = reword.said_otherwise(new, random) or new
        if random.random() < 0.3:
            new = reword.respelled(new, random) or new
        if random.random() < 0.4:
            new = reword.reworded(new, source, random, random.choice((0.08, 0.15, 0.25)))
        return new

    def _premise(
        self,
        sentences: Sequence[str],
        at: int,
        article: Article,
        source: Pool,
        random: Random,
    ) -> str:
        """The sentence among up to three others of its paragraph or article."""
        count = random.choice((0, 0, 1, 1, 2, 3))
        near = [i for i in range(max(0, at - 3), min(len(sentences), at + 4)) if i != at]
        chosen = sorted([at, *random.sample(near, min(count, len(near)))])
        texts = [sentences[i] for i in chosen]
        if random.random() < 0.3:
            far = random.choice(article.paragraphs)
            left, right = random.choice(far.sentences or ((0, 0),))
            texts.insert(random.randrange(len(texts) + 1), far.text[left:right])
        if random.random() < 0.2:
            own = sentences[at]
            texts = [
                one if one == own else reword.reworded(one, source, random, 0.2) for one in texts
            ]
        return " ".join(texts)
