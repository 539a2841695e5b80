"""Eight users ask 25 questions each while a ninth adds 200 files; on embedded Chroma and a server.

    python -m bench.crowd [--asks 25] [--files 200] [--only embedded|server]

Each user is in a group of their own, besides what everyone may see, and has a text of their own.
Half of the ninth's files are for a group that none of them is in: of those nothing may show. The
other half is for everyone, so answers may rightly change while they come in; so three rounds:

1. alone: each question is asked by itself on an index that holds no other group's documents;
2. crowd, files for others: every answer must be the same to the byte as alone;
3. crowd, files for everyone: every first citation must be in the asker's text, as it was alone.

Answers are quotes; times are from question to answer, with the page's own machinery left out.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from rag import Answer, Corpus, Settings

USERS = 8
_TRADES = ("baker", "tanner", "cooper", "miller", "weaver", "potter", "glover", "brewer")
_TOWNS = ("Tarn", "Morrow", "Veld", "Ostby", "Kessel", "Lund", "Arden", "Pell")
_DEEDS = ("sold", "mended", "painted", "lost", "found", "burned", "built", "bought")
_THINGS = (
    *("bell", "boat", "clock", "door", "drum", "flag", "gate", "harp", "kite", "lamp", "loom"),
    *("mast", "oven", "plough", "quilt", "raft", "sail", "stove", "sundial", "table", "tower"),
    *("violin", "wagon", "well", "wheel", "anvil", "barrel", "bridge", "candle", "chair"),
)


@dataclass(slots=True)
class Round:
    """What came of one round of questions."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    foreign: int = 0
    errors: list[str] = field(default_factory=list)
    adding: float = 0.0

    def line(self, name: str) -> str:
        times = np.array(self.seconds)
        p50, p95 = np.percentile(times, [50, 95])
        return (
            f"{name}: {len(times)} answers, {self.wrong} wrong, {self.foreign} citing what the "
            f"asker may not see, {len(self.errors)} errors; p50 {p50 * 1000:.0f} ms, p95 "
            f"{p95 * 1000:.0f} ms, most {times.max() * 1000:.0f} ms; files added in "
            f"{self.adding:.0f} s"
        )


def facts(user: int, asks: int) -> list[tuple[str, str]]:
    """What happened in a user's town: sentences and the questions that they answer."""
    town, trade = _TOWNS[user], _TRADES[user]
    return [
        (
            f"In {1700 + number * 7 + user} the {trade} of {town} {_DEEDS[number % 8]} "
            f"the {_THINGS[number]} for {300 + 11 * number + user} crowns.",
            f"For how many crowns was the {_THINGS[number]} {_DEEDS[number % 8]} in {town}?",
        )
        for number in range(asks)
    ]


def write_texts(folder: Path, asks: int, files: int) -> tuple[list[Path], list[Path]]:
    """The users' own texts, and the files that the ninth adds."""
    chance = random.Random(20261123)
    own, more = [], []
    for user in range(USERS):
        own.append(folder / f"{_TOWNS[user]}.txt")
        own[-1].write_text("\n\n".join(sentence for sentence, _ in facts(user, asks)))
    for number in range(files):
        lines = [
            f"The {chance.choice(_TRADES)} of Rook{number} {chance.choice(_DEEDS)} "
            f"a {chance.choice(_THINGS)} in {chance.randrange(1500, 1900)}."
            for _ in range(40)
        ]
        more.append(folder / f"rook{number}.txt")
        more[-1].write_text(" ".join(lines))
    return own, more


def views(corpus: Corpus) -> list[Corpus]:
    return [corpus.seen_by([town.lower()]) for town in _TOWNS]


def ask_alone(own: Sequence[Path], folder: Path, asks: int) -> list[list[Answer]]:
    """What each user gets from an index that holds nothing but what they may see."""
    answers = []
    for user, path in enumerate(own):
        with Corpus.open(folder / f"alone-{user}") as corpus:
            corpus.add(path)
            answers.append([corpus.ask(question) for _, question in facts(user, asks)])
    return answers


def crowd(
    corpus: Corpus,
    alone: list[list[Answer]],
    adding: tuple[Corpus, Sequence[Path], Sequence[str]],
    *,
    exact: bool,
) -> Round:
    """All users ask at once, while the ninth adds files through a corpus of their own."""
    result, guard = Round(), threading.Lock()
    seen = views(corpus)

    def ask(user: int) -> None:
        for (sentence, question), expected in zip(
            facts(user, len(alone[user])), alone[user], strict=True
        ):
            begun = time.perf_counter()
            try:
                answer = seen[user].ask(question)
            except Exception as error:
                with guard:
                    result.errors.append(repr(error))
                continue
            took = time.perf_counter() - begun
            right = answer == expected if exact else _first(answer) == _first(expected)
            visible = {info.id for info in seen[user].documents()}
            cited = {one.document_id for one in (*answer.citations, *answer.nearest)}
            cited |= {one.passage.document_id for one in answer.retrieved}
            with guard:
                result.seconds.append(took)
                result.wrong += not right or sentence not in answer.text
                result.foreign += not cited <= visible

    def add() -> None:
        through, files, groups = adding
        begun = time.perf_counter()
        try:
            through.add(files, groups=groups)
        except Exception as error:
            result.errors.append(repr(error))
        result.adding = time.perf_counter() - begun

    people = [threading.Thread(target=ask, args=(user,)) for user in range(USERS)]
    people.append(threading.Thread(target=add))
    for one in people:
        one.start()
    for one in people:
        one.join()
    return result


def _first(answer: Answer) -> str:
    return answer.citations[0].quote if answer.citations else ""


@contextmanager
def chroma_server(folder: Path, port: int) -> Iterator[str]:
    """`chroma run` as a process."""
    program = Path(sys.executable).with_name("chroma")
    where = ["--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen([program, "run", *where], stdout=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                try:
                    httpx.get(f"{url}/api/v2/heartbeat").raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()


def run(store: str | None, folder: Path, alone: list[list[Answer]], texts: _Texts) -> list[str]:
    """The two crowded rounds on one store; on a server the ninth is a worker of their own."""
    settings = Settings(store=store)
    home = folder / ("server" if store else "embedded")
    half = len(texts.more) // 2
    with Corpus.open(home, settings=settings) as corpus:
        corpus.warm()
        for user, path in enumerate(texts.own):
            corpus.add(path, groups=[_TOWNS[user].lower()])
        ninth = Corpus.open(home, settings=settings) if store else corpus
        for_others, for_all = texts.more[:half], texts.more[half:]
        first = crowd(corpus, alone, (ninth, for_others, ["rooks"]), exact=True)
        then = crowd(corpus, alone, (ninth, for_all, []), exact=False)
        if store:
            ninth.close()
    name = "server" if store else "embedded"
    problems = [*first.errors, *then.errors][:5]
    return [
        first.line(f"{name}, files for others, equal to the byte"),
        then.line(f"{name}, files for everyone, first citation the same"),
        *problems,
    ]


@dataclass(frozen=True, slots=True)
class _Texts:
    own: list[Path]
    more: list[Path]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asks", type=int, default=25, help="at most 30")
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--only", choices=("embedded", "server"))
    parser.add_argument("--port", type=int, default=18765)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = _Texts(*write_texts(folder, chosen.asks, chosen.files))
        alone = ask_alone(texts.own, folder, chosen.asks)
        if chosen.only != "server":
            print(*run(None, folder, alone, texts), sep="\n", flush=True)
        if chosen.only != "embedded":
            with chroma_server(folder / "chroma", chosen.port) as url:
                print(*run(url, folder, alone, texts), sep="\n", flush=True)


if __name__ == "__main__":
    main()
