"""How often a follow-up finds its answer, on conversations about articles of SQuAD.

    python -m bench.followups --half develop --squad squad2-calibrate.json
    python -m bench.followups --half report --squad squad1-train.json.gz

All articles that the half's conversations (bench/conversations.jsonl) are about are one index.
The turns before, with the words that answered them, are the history. A turn is right when the
first sentence cited holds its answer.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.retrieval import add_articles
from bench.squad import Article, read_squad
from rag import Corpus

_CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("develop", "report"), required=True)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    lines = _CONVERSATIONS.read_text(encoding="utf-8").splitlines()
    told = [one for one in map(json.loads, lines) if one["half"] == options.half]
    named = {one["article"] for one in told}
    articles = [one for one in read_squad(options.squad) if one.title in named]
    right: dict[str, list[bool]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as folder,
        Corpus.open(Path(folder) / "home", empty=True) as corpus,
    ):
        ids = add_articles(corpus, articles, Path(folder))
        places = {one.title: (one, key) for one, key in zip(articles, ids, strict=True)}
        for conversation in told:
            article, document = places[conversation["article"]]
            _talk(corpus, conversation, (article, document), right, options.verbose)
    follow = [one for kind, found in right.items() if kind != "first" for one in found]
    for kind, found in [*right.items(), ("all follow-ups", follow)]:
        print(f"{kind}: {sum(found)} of {len(found)} ({sum(found) / len(found):.3f})")


def _talk(
    corpus: Corpus,
    conversation: dict[str, Any],
    place: tuple[Article, str],
    right: dict[str, list[bool]],
    verbose: bool,
) -> None:
    article, document = place
    history: list[tuple[str, str]] = []
    paragraphs = article.text.split("\n\n")
    for turn in conversation["turns"]:
        answer = corpus.ask(turn["question"], history=history)
        before = sum(len(one) + 2 for one in paragraphs[: turn["paragraph"]])
        at = article.text.index(turn["answer"], before)
        hit = bool(answer.citations) and (
            answer.citations[0].document_id == document
            and answer.citations[0].span.start <= at < answer.citations[0].span.end
        )
        right[turn["kind"]].append(hit)
        if verbose and not hit:
            quote = answer.citations[0].quote if answer.citations else answer.status
            print(f"{turn['question']} [{answer.query}] -> {quote[:100]}")
        history.append((turn["question"], turn["answer"]))


if __name__ == "__main__":
    main()
