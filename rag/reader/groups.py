"""Training groups: one question with passages that answer it and passages that only look like it.

A group holds the pairs of one question. Its losses compare them: the answer's words should
outscore every other span of the group, and pairs without an answer should score as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from rag.reader import swaps
from rag.reader.noise import ask_plainly, reword
from rag.reader.squad import Article, Paragraph, Question, Range
from rag.reader.wordnet import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question, a passage and the ranges in the passage that answer it (none: it doesn't)."""

    question: str
    passage: str
    answers: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A question, where it was asked, and the paragraphs of its article nearest to it."""

    question: Question
    paragraph: Paragraph
    article: Article
    near: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupMaker:
    """Makes a fresh group of a task each time: other cuts, other noise, other negatives."""

    words: Words

    def make(self, task: Task, random: Random) -> list[list[Pair]]:
        """Groups for `task`: the first is its own, further ones hold altered questions."""
        budget = random.choice((150, 250, 350, 450, 550, 700))
        if not task.question.answers:
            return [self._unanswered(task, random)]
        own = self._positive(task, budget, random)
        if own is None:
            return []
        group = [own]
        if random.random() < 0.85:
            group += self._elsewhere(task, own.question, budget, random)
        if random.random() < 0.35:
            group += self._removed(task, own.question, budget, random)
        groups = [group]
        if random.random() < 0.55:
            groups += self._altered(task, own, group, random)
        return groups

    def _positive(self, task: Task, budget: int, random: Random) -> Pair | None:
        text, sentences = task.paragraph.text, task.paragraph.sentences
        start, end = task.question.answers[0]
        window = _window(sentences, start, end, budget, random)
        cut = text[window[0] : window[1]]
        answers = [
            (left - window[0], right - window[0])
            for left, right in task.question.answers
            if window[0] <= left and right <= window[1]
        ]
        if not answers:
            return None
        if random.random() < 0.4:
            cut, answers = reword(cut, answers, self.words, random)
        question = ask_plainly(task.question.text, self.words, random)
        return Pair(question=question, passage=cut, answers=tuple(answers))

    def _elsewhere(self, task: Task, question: str, budget: int, random: Random) -> list[Pair]:
        """The best passage of another paragraph of the article that lacks the answer's words."""
        wanted = _answer_texts(task)
        near = list(task.near[:6])
        while near:
            text_of = task.article.paragraphs[
                near.pop(min(int(random.expovariate(0.7)), len(near) - 1))
            ]
            if any(answer in text_of.text.lower() for answer in wanted):
                continue
            start, end = _densest(text_of, question, random)
            window = _window(text_of.sentences, start, end, budget, random)
            return [self._negative(question, text_of.text[window[0] : window[1]], random)]
        return []

    def _removed(self, task: Task, question: str, budget: int, random: Random) -> list[Pair]:
        """The question's own paragraph without the sentences that hold the answer's words."""
        text = task.paragraph.text
        wanted = _answer_texts(task)
        kept = [
            text[s:e]
            for s, e in task.paragraph.sentences
            if not any(a in text[s:e].lower() for a in wanted)
        ]
        if not kept:
            return []
        first = random.randrange(len(kept))
        cut = kept[first]
        for sentence in kept[first + 1 :]:
            if len(cut) + len(sentence) > budget:
                break
            cut = f"{cut} {sentence}"
        if any(answer in cut.lower() for answer in wanted):
            return []
        return [self._negative(question, cut, random)]

    def _altered(
        self, task: Task, own: Pair, group: list[Pair], random: Random
    ) -> list[list[Pair]]:
        """The same words about something else: in the passage (same group) or in the question."""
        if random.random() < 0.3:
            passage = swaps.other_passage(own, task.article, random)
            if passage is not None:
                group.append(Pair(question=own.question, passage=passage))
                return []
        question = swaps.other_question(own, task.article, self.words, random)
        return [] if question is None else [[Pair(question=question, passage=own.passage)]]

    def _unanswered(self, task: Task, random: Random) -> list[Pair]:
        question = ask_plainly(task.question.text, self.words, random)
        text, lure = task.paragraph.text, task.question.lure
        if lure is not None and random.random() < 0.5:
            window = _window(task.paragraph.sentences, *lure, random.choice((450, 700)), random)
            text = text[window[0] : window[1]]
        return [self._negative(question, text[:900], random)]

    def _negative(self, question: str, passage: str, random: Random) -> Pair:
        if random.random() < 0.4:
            passage, _ = reword(passage, (), self.words, random)
        return Pair(question=question, passage=passage)


def _answer_texts(task: Task) -> set[str]:
    return {task.paragraph.text[start:end].lower() for start, end in task.question.answers}


def _window(sentences: Sequence[Range], start: int, end: int, budget: int, random: Random) -> Range:
    """Whole sentences around [start, end), about `budget` code points, grown to either side."""
    inside = [i for i, (left, right) in enumerate(sentences) if left < end and start < right]
    first, last = inside[0], inside[-1]
    while True:
        sides = []
        if first > 0 and sentences[last][1] - sentences[first - 1][0] <= budget:
            sides.append(-1)
        if last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= budget:
            sides.append(1)
        if not sides:
            return sentences[first][0], sentences[last][1]
        if random.choice(sides) < 0:
            first -= 1
        else:
            last += 1


def _densest(paragraph: Paragraph, question: str, random: Random) -> Range:
    """A sentence of `paragraph` that shares many of the question's words."""
    asked = set(re.findall(r"\w{3,}", question.lower()))
    shared = [
        (
            len(asked & set(re.findall(r"\w{3,}", paragraph.text[s:e].lower()))) + random.random(),
            (s, e),
        )
        for s, e in paragraph.sentences
    ]
    return max(shared)[1]
