"""Training data and its noise keep what they promise."""

from __future__ import annotations

import math
from random import Random

import torch
from hypothesis import given
from hypothesis import strategies as some

from rag.reader import swaps
from rag.reader.groups import GroupMaker, Pair, Task
from rag.reader.noise import rewrite
from rag.reader.numbers import respell, spell
from rag.reader.objective import LONGEST, all_spans, loss
from rag.reader.squad import Article, Paragraph, Question, sentences_of
from rag.reader.wordnet import Words

TEXT = (
    "The harbour of Aldport opened in 1871. It could hold 300 ships at once. "
    "Its engineer, Mary Bell, "
    "was paid 4,000 pounds. The work took nine years and two storms."
)
WORDS = Words(
    synonyms={"harbour": ("port", "seaport"), "open": ("unlock",), "ship": ("vessel",)},
    sisters={"engineer": ("architect",)},
)


@given(some.text(max_size=60), some.data())
def test_a_rewrite_that_changes_nothing_moves_nothing(text: str, data: some.DataObject) -> None:
    start = data.draw(some.integers(0, len(text)))
    end = data.draw(some.integers(start, len(text)))
    spans = [(start, end)] if start < end else []
    assert rewrite(text, spans, lambda piece: piece) == (
        text,
        [(s, e) for s, e in _pieces(text, spans)],
    )


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [place for span in spans for place in rewrite(text, [span], lambda piece: piece)[1]]


def _lengthen(piece: str) -> str:
    return piece + "x" if piece == "ships" else piece


def test_a_rewrite_carries_spans_along() -> None:
    start = TEXT.index("Mary Bell")
    text, [(left, right)] = rewrite(TEXT, [(start, start + 9)], _lengthen)
    assert text[left:right] == "Mary Bell"
    assert left == start + 1


def test_numbers_keep_their_value() -> None:
    assert spell(3042) == "three thousand forty-two"
    assert {respell("3,000", Random(seed)) for seed in range(40)} == {
        "3000",
        "three thousand",
        "three,000",
    }
    assert respell("1871", Random(0)) == "1871"
    assert respell("nine", Random(0)) == "9"


def test_groups_hold_the_answer_once() -> None:
    start = TEXT.index("Mary Bell")
    question = Question(
        id="q", text="Who was the engineer of Aldport?", answers=((start, start + 9),)
    )
    own = Paragraph(text=TEXT, sentences=sentences_of(TEXT), questions=(question,))
    other = "Aldport had an engineer. He is not named. The town grew quickly."
    article = Article(
        title="Aldport",
        paragraphs=(own, Paragraph(text=other, sentences=sentences_of(other), questions=())),
    )
    task = Task(question=question, paragraph=own, article=article, near=(1,))
    for seed in range(60):
        for number, group in enumerate(GroupMaker(WORDS).make(task, Random(seed))):
            right = [pair for pair in group if pair.answers]
            assert len(right) == (1 if number == 0 else 0)
            for pair in right:
                (place,) = pair.answers
                assert pair.passage[slice(*place)] == "Mary Bell"


def test_a_swapped_passage_keeps_its_length_in_words() -> None:
    pair = Pair(
        question="How many ships could Aldport hold in 1871?", passage=TEXT, answers=((50, 53),)
    )
    other = Paragraph(text="Then Bernmouth grew.", sentences=((0, 20),), questions=())
    article = Article(title="", paragraphs=(other,))
    found = {swaps.other_passage(pair, article, Random(seed)) for seed in range(20)} - {None}
    assert any("Bernmouth" in text for text in found if text)


def test_the_span_sum_is_the_sum_over_spans() -> None:
    torch.manual_seed(1)
    start, end, null = torch.randn(2, 30), torch.randn(2, 30), torch.randn(2)
    inside = torch.ones(2, 30, dtype=torch.bool)
    inside[:, :5] = False
    for row, found in enumerate(all_spans(start, end, null, inside).tolist()):
        spans = [
            math.exp(start[row, i] + end[row, j] - null[row])
            for i in range(5, 30)
            for j in range(i, min(30, i + LONGEST))
        ]
        assert math.isclose(found, math.log(sum(spans)), rel_tol=1e-4, abs_tol=1e-4)


def test_the_loss_falls_when_the_right_span_rises() -> None:
    start, end, null = torch.zeros(3, 12), torch.zeros(3, 12), torch.zeros(3)
    inside = torch.ones(3, 12, dtype=torch.bool)
    gold, group = torch.tensor([[0, 4, 5]]), torch.tensor([0, 0, 1])
    before = loss((start, end, null), gold, inside, group)
    start[0, 4] = end[0, 5] = 3.0
    assert loss((start, end, null), gold, inside, group) < before
