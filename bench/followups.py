"""How often a follow-up finds its answer, and a question that asks two things or compares.

    python -m bench.followups --half develop --squad squad2-calibrate.json
    python -m bench.followups --half report --squad squad1-train.json.gz
    python -m bench.followups --half unseen [--own]

All texts that the half's conversations (bench/conversations.jsonl) are about are one index:
articles of SQuAD, and those in bench/told, written for this. The turns before are the history,
with the words that answered them, or with --own what Footnote answered. A turn is right when the
first sentence cited holds its answer; one whose answer is null, when it is refused.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.retrieval import add_articles
from bench.squad import Article, read_squad
from rag import Answer, Corpus

_CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"
_TOLD = Path(__file__).parent / "told"
_WHOLE = ("first", "two things", "comparison", "false premise", "not told")
"""Kinds of turns that follow none."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("develop", "report", "unseen"), required=True)
    parser.add_argument("--squad", type=Path)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    lines = _CONVERSATIONS.read_text(encoding="utf-8").splitlines()
    told = [one for one in map(json.loads, lines) if one["half"] == options.half]
    articles = list(_articles({one["article"] for one in told}, options.squad))
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        ids = add_articles(corpus, articles, Path(folder))
        places = {one.title: (one, key) for one, key in zip(articles, ids, strict=True)}
        talk = _Talk(corpus=corpus, own=options.own, verbose=options.verbose)
        turns = [
            turn
            for conversation in told
            if conversation["article"] in places
            for turn in talk.through(conversation["turns"], *places[conversation["article"]])
        ]
    _print(turns)


def _articles(named: set[str], squad: Path | None) -> Iterator[Article]:
    if squad:
        yield from (one for one in read_squad(squad) if one.title in named)
    for path in sorted(_TOLD.glob("*.txt")):
        if path.stem in named:
            yield Article(title=path.stem, text=path.read_text(encoding="utf-8"), questions=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    kind: str
    right: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    corpus: Corpus
    own: bool
    verbose: bool

    def through(
        self, turns: Sequence[dict[str, Any]], article: Article, document: str
    ) -> Iterator[_Turn]:
        """Ask the questions of a conversation one after the other."""
        history: list[tuple[str, str]] = []
        for turn in turns:
            begun = time.perf_counter()
            answer = self.corpus.ask(turn["question"], history=history)
            seconds = time.perf_counter() - begun
            right = _is_right(answer, _places(turn, article), document)
            yield _Turn(kind=turn["kind"], right=right, seconds=seconds)
            if self.verbose and not right:
                _show(turn, answer)
            said = _listed(turn["answer"])
            history.append((turn["question"], answer.text if self.own or not said else said[0]))


def _is_right(answer: Answer, places: Sequence[int], document: str) -> bool:
    if not places:
        return answer.status == "not_found"
    if not answer.citations or answer.citations[0].document_id != document:
        return False
    span = answer.citations[0].span
    return any(span.start <= at < span.end for at in places)


def _places(turn: dict[str, Any], article: Article) -> list[int]:
    paragraphs = article.text.split("\n\n")
    before = sum(len(one) + 2 for one in paragraphs[: turn.get("paragraph", 0)])
    return [article.text.index(one, before) for one in _listed(turn["answer"])]


def _listed(answer: str | list[str] | None) -> list[str]:
    return [answer] if isinstance(answer, str) else answer or []


def _show(turn: dict[str, Any], answer: Answer) -> None:
    quote = answer.citations[0].quote if answer.citations else answer.status
    wanted = ", ".join(_listed(turn["answer"]))
    print(f"{turn['kind']}: {turn['question']} [{answer.query}] ({wanted}) -> {quote[:120]}")


def _print(turns: Sequence[_Turn]) -> None:
    kinds: dict[str, list[_Turn]] = defaultdict(list)
    for turn in turns:
        kinds[turn.kind].append(turn)
        together = "questions that stand alone" if turn.kind in _WHOLE else "all follow-ups"
        kinds[together].append(turn)
    for kind, found in kinds.items():
        right = sum(one.right for one in found)
        print(
            f"{kind}: {right} of {len(found)} ({right / len(found):.3f}), "
            f"median {1000 * median(one.seconds for one in found):.0f} ms"
        )


if __name__ == "__main__":
    main()
