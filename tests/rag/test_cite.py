"""Markers in a model's text, however it is cut into pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.cite import Draft, Drafts, parse


def drafts(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    cutter = Drafts()
    found: list[Draft] = [draft for piece in pieces for draft in cutter.feed(piece)]
    found += cutter.finish()
    return [(draft.text, draft.numbers) for draft in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It sent 10,000 men. [1]", [("It sent 10,000 men.", (1,))]),
        ("It sent men [1]. They left.[2][3]", [("It sent men.", (1,)), ("They left.", (2, 3))]),
        ("It sent men.[1] They left.", [("It sent men.", (1,)), ("They left.", ())]),
        ("So said U.S. officials [1, 2].", [("So said U.S. officials.", (1, 2))]),
        (
            "Mr. Smith came at 3.5 km. He left.",
            [("Mr. Smith came at 3.5 km.", ()), ("He left.", ())],
        ),
        ("One\nTwo", [("One", ()), ("Two", ())]),
        ("It is so [1][1][1].", [("It is so.", (1,))]),
        ("It is so [9].", [("It is so.", (9,))]),
        ("It is so [[1].", [("It is so [.", (1,))]),
        ("It is so [1", [("It is so [1", ())]),
        ("It is [not a marker].", [("It is [not a marker].", ())]),
        ("[1]", []),
        ("", []),
    ],
)
def test_sentences_and_the_numbers_that_they_cite(text, expected):
    assert drafts(text) == expected


@given(st.text(alphabet="ab A.[]1,9 \n?", max_size=60), st.lists(st.integers(0, 60)))
def test_where_a_text_is_cut_into_pieces_does_not_matter(text, cuts):
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in pairwise(places)]
    assert drafts(*pieces) == drafts(text)


@given(st.text(max_size=200))
def test_no_word_outside_markers_is_lost(text):
    kept = "".join(letter for words, _ in drafts(text) for letter in words if letter.isalpha())
    assert kept == "".join(letter for letter in text if letter.isalpha())


def test_a_marker_has_digits_and_nothing_else():
    assert parse("See [²] and [-1] and [1.5].").numbers == ()
