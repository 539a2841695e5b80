"""How questions fare that were written from titles alone, as people type them; a third unanswered.

    python -m bench.searchers --squad report.json --others squad1-train.json.gz [--most 100]

The questions (`bench/written/searchers.tsv`) were written before the articles were read, and only
then labelled beside the text: title, question, A or U, answer words. All articles of --squad and
the first so many of --others are one index. A document is right when the first citation is of the
article asked about, a sentence when it has the answer's words. Intervals are 95 %, bootstrapped
by article.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.answers import Result, print_results
from bench.retrieval import add_articles
from bench.squad import read_squad
from rag import Answer, Corpus

_FILE = Path(__file__).parent / "written" / "searchers.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A question, the title of the article it is about, and the words that answer it, if any."""

    title: str
    text: str
    words: str | None


def read_typed(path: Path) -> list[Typed]:
    """The questions of a file. Raises OSError, or ValueError where a line has other columns."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        columns = line.split("\t")
        if len(columns) != 4 or columns[2] not in {"A", "U"}:
            raise ValueError(f"{path}, line {number}: not title, question, A or U, words")
        title, text, label, words = columns
        found.append(Typed(title=title, text=text, words=words if label == "A" else None))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--others", type=Path)
    parser.add_argument("--most", type=int, default=100)
    options = parser.parse_args()
    asked = read_squad(options.squad)
    others = read_squad(options.others)[: options.most] if options.others else []
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        documents = add_articles(corpus, [*asked, *others], Path(folder))
        own = {one.title: document for one, document in zip(asked, documents, strict=False)}
        print(f"{len(documents)} articles")
        corpus.ask("Is it warm?")
        print_results(list(_results(corpus, own, read_typed(_FILE))))


def _results(corpus: Corpus, own: dict[str, str], typed: Sequence[Typed]) -> Iterator[Result]:
    titles = list(own)
    for one in typed:
        if one.title not in own:
            continue
        begun = time.perf_counter()
        answer = corpus.ask(one.text)
        seconds = time.perf_counter() - begun
        yield _result(titles.index(one.title), one, (own[one.title], answer), seconds)


def _result(article: int, one: Typed, found: tuple[str, Answer], seconds: float) -> Result:
    own, answer = found
    shown = answer.citations[0] if answer.citations else (*answer.nearest, None)[0]
    right = bool(shown and shown.document_id == own)
    passage = answer.retrieved[0].passage
    words = one.words or ""
    return Result(
        article=article,
        answerable=one.words is not None,
        confidence=answer.confidence,
        refused=answer.status == "not_found",
        document=right,
        paragraph=passage.document_id == own and words in passage.text,
        sentence=bool(right and shown and words in shown.quote),
        seconds=seconds,
    )


if __name__ == "__main__":
    main()
