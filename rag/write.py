"""Quotes → a written answer, of which every sentence has been held against them.

A model's text is shown as it comes, but as not yet checked. Each sentence that is complete is
judged against the quotes that it cites. One that fails has the answer written once more, with
what was wrong; what fails again is withheld, and its quotes stand in its place.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.bars import OBJECTIONS, objection
from rag.check import ONLY_ASKED, Checker, Verdict
from rag.cite import Draft, Drafts
from rag.doubt import Doubt
from rag.prompts import WAY_OUT, Message, messages, once_more
from rag.types import Checked, Sentence, Writing

MOST_CHARACTERS = 4000
"""Where a text that won't end is cut off."""


class Voice(Protocol):
    """A language model, as far as writing needs it."""

    @property
    def citing(self) -> bool:
        """Whether it is strong enough to put markers itself."""

    def warm(self, talk: Sequence[Message]) -> None:
        """Get ready for conversations that begin like this one."""

    def close(self) -> None:
        """Free what it holds."""

    def say(self, talk: Sequence[Message], quotes: Sequence[str] | None) -> Iterator[str | Doubt]:
        """Its doubt where that is known, then its reply, piece by piece.

        With `quotes`, no number is written that they lack.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be written: the question, and the quotes by the order of their numbers."""

    question: str
    quotes: tuple[str, ...]
    answers: tuple[str, ...] = ()
    """The words in each quote that answer, as far as the reader knows them; "" where not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Stage event: what came of it."""

    sentences: tuple[Sentence, ...] = ()
    """Supported ones, and quotes in the place of others; where none stands, all quotes are to."""
    withheld: tuple[Sentence, ...] = ()
    declined: bool = False
    """The model said that the quotes don't answer."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes from quotes with one model and one check. Threads may share it."""

    voice: Voice
    checker: Checker

    def warm(self) -> None:
        """Load the model, and have it read what every question begins with.

        Raises:
            ModelFailed, ModelProblem: it can't be loaded.
        """
        self.voice.warm(self._talk(Task(question="?", quotes=())))

    def write(self, task: Task) -> Generator[Doubt | Writing | Checked | Written]:
        """Pieces as they come, each sentence as it is judged, and what stands in the end.

        The model's doubt comes before all, where it is known.

        Raises:
            ModelFailed: the model is down, too slow, or answers nonsense.
        """
        talk = self._talk(task)
        best = first = yield from self._attempt(task, self.voice.say(talk, None), 1)
        if not first:
            yield Written(declined=True)
            return
        if problems := self._problems(first):
            said = " ".join(one.text for one in first)
            again = once_more(talk, said, problems)
            second = yield from self._attempt(task, self.voice.say(again, task.quotes), 2)
            best = max(second, first, key=_supported_share)
        yield _settled(task, best, first, is_all_told=not self.voice.citing)

    def _problems(self, judged: Sequence[Sentence]) -> list[str]:
        """What a second attempt is told; nothing where it would be in vain.

        That is where a sentence was only too free, and where a small model took a name from the
        question: told so, it took it again each time.
        """
        failed = [one for one in judged if one.support == "unsupported"]
        told = [one.note or f'"{one.text}"' for one in failed if one.note not in OBJECTIONS]
        return told if self.voice.citing else [one for one in told if ONLY_ASKED not in one]

    def _talk(self, task: Task) -> list[Message]:
        return messages(task.question, task.quotes, citing=self.voice.citing)

    def _attempt(
        self, task: Task, said: Iterator[str | Doubt], attempt: int
    ) -> Generator[Doubt | Writing | Checked, None, list[Sentence]]:
        """The sentences of one reply, judged; none where it is the way out."""
        drafts = Drafts()
        judged: list[Sentence] = []
        for piece in _shown(said):
            if isinstance(piece, Doubt):
                if attempt == 1:
                    yield piece
                continue
            for draft in drafts.feed(piece):
                judged.append(self._judge(task, draft))
                yield Checked(sentence=judged[-1])
            yield Writing(text=piece, attempt=attempt)
        for draft in drafts.finish():
            judged.append(self._judge(task, draft))
            yield Checked(sentence=judged[-1])
        return judged

    def _judge(self, task: Task, draft: Draft) -> Sentence:
        """A draft against the quotes that it cites; without a marker, against all of them."""
        unknown = [number for number in draft.numbers if not 1 <= number <= len(task.quotes)]
        if unknown:
            note = f"it cites [{unknown[0]}], and there is no such quote"
            return _sentence(draft, draft.numbers, Verdict(supported=False, score=0.0), note)
        if draft.numbers and self.voice.citing:
            return _sentence(draft, draft.numbers, self._check(task, draft, draft.numbers))
        return self._matched(task, draft)

    def _matched(self, task: Task, draft: Draft) -> Sentence:
        """A draft of a model that puts no markers: it cites the quotes that hold it best.

        Such a model is small. What it says is taken for supported only where the check is sure,
        and where it says the words that answer.
        """
        everything = tuple(range(1, len(task.quotes) + 1))
        tries = [(number,) for number in everything] if len(everything) > 1 else []
        judged = [(one, self._check(task, draft, one)) for one in (*tries, everything)]
        # One quote that holds it is told from several, unless together they hold it better.
        numbers, verdict = max(judged, key=lambda one: (one[1].supported, one[1].score))
        if verdict.supported and (note := self._objection(task, draft, numbers, verdict)):
            return _sentence(draft, numbers, replace(verdict, supported=False), note)
        return _sentence(draft, numbers, verdict)

    def _objection(self, task: Task, draft: Draft, numbers: Sequence[int], verdict: Verdict) -> str:
        quotes = [task.quotes[number - 1] for number in numbers]
        answers = [task.answers[number - 1] for number in numbers if number <= len(task.answers)]
        return objection(draft.text, verdict.score, quotes, answers)

    def _check(self, task: Task, draft: Draft, numbers: Sequence[int]) -> Verdict:
        return self.checker.check(
            draft.text,
            [task.quotes[number - 1] for number in numbers],
            question=task.question,
        )


def _shown(said: Iterator[str | Doubt]) -> Iterator[str | Doubt]:
    """What of a reply is to be read: not the way out, and no more than the limit."""
    held, length = "", 0
    for piece in said:
        if isinstance(piece, Doubt):
            yield piece
            continue
        held += piece[: MOST_CHARACTERS - length - len(held)]
        if not WAY_OUT.startswith(held.strip()[: len(WAY_OUT)].upper()):
            length += len(held)
            yield held
            held = ""
        elif len(held.strip()) >= len(WAY_OUT):
            return
        if length >= MOST_CHARACTERS:
            return
    if held.strip():
        yield held


def _supported_share(judged: Sequence[Sentence]) -> float:
    return sum(one.support == "supported" for one in judged) / max(len(judged), 1)


def _sentence(draft: Draft, numbers: tuple[int, ...], verdict: Verdict, note: str = "") -> Sentence:
    return Sentence(
        text=draft.text,
        citations=numbers,
        support="supported" if verdict.supported else "unsupported",
        score=verdict.score,
        note=note or verdict.note,
    )


def _settled(
    task: Task, final: Sequence[Sentence], first: Sequence[Sentence], *, is_all_told: bool
) -> Written:
    """What stands, with quotes in the place of what doesn't; nothing where nothing does.

    With `is_all_told`, a quote of which no sentence tells stands for itself, too.
    """
    failed = {one.text: one for one in (*first, *final) if one.support == "unsupported"}
    standing = [one for one in final if one.support == "supported"]
    told = {number for one in standing for number in one.citations}
    shown: list[Sentence] = []
    for one in final:
        if one.support == "supported":
            shown.append(one)
            continue
        shown += _quotes(task, one.citations, told)
    if standing and is_all_told:
        shown += _quotes(task, range(1, len(task.quotes) + 1), told)
    return Written(sentences=tuple(shown) if standing else (), withheld=tuple(failed.values()))


def _quotes(task: Task, numbers: Iterable[int], told: set[int]) -> Iterator[Sentence]:
    """Those of the quotes that are not told yet, as sentences; they count as told from then on."""
    for number in numbers:
        if 1 <= number <= len(task.quotes) and number not in told:
            told.add(number)
            quote = task.quotes[number - 1]
            yield Sentence(text=quote, citations=(number,), support="verbatim", score=1.0)
