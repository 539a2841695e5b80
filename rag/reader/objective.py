"""What training minimises: one distribution over all spans of a question's passages and "none".

For a passage p the logit of the span (i, j) is start[i] + end[j] - null[p]; "no answer" has
logit 0. Spans are at most `LONGEST` tokens. Shared normalisation over a question's passages
follows Clark & Gardner 2018; spans are normalised jointly rather than start and end apart
(Fajcik et al. 2020), because the program reads joint span scores, too.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

LONGEST = 24
NOTHING = -1e4


def all_spans(start: Tensor, end: Tensor, null: Tensor, inside: Tensor) -> Tensor:
    """Log-sum-exp of the logits of a row's spans, (B). `inside` (B, T) marks passage tokens."""
    start = start.masked_fill(~inside, NOTHING)
    end = functional.pad(end.masked_fill(~inside, NOTHING), (0, LONGEST - 1), value=NOTHING)
    reach = end.unfold(1, LONGEST, 1).logsumexp(2)
    return torch.logsumexp(start + reach, dim=1) - null


def loss(
    logits: tuple[Tensor, Tensor, Tensor], gold: Tensor, inside: Tensor, group: Tensor
) -> Tensor:
    """Mean loss of a batch in nats.

    `gold` (N, 3) holds row, start and end token of each right span; `group` (B) numbers the
    rows' questions from 0. Sum of the group's cross-entropy and, for each row, of the
    cross-entropy of that row alone (which keeps scores comparable between questions).
    """
    start, end, null = logits
    rows = start.shape[0]
    spans = all_spans(start, end, null, inside)
    right = torch.full((rows,), NOTHING)
    if len(gold):
        each = start[gold[:, 0], gold[:, 1]] + end[gold[:, 0], gold[:, 2]] - null[gold[:, 0]]
        right = _grouped(each, gold[:, 0], rows)
    answered = right > NOTHING / 2
    alone = functional.softplus(spans) - torch.where(answered, right, 0.0)
    groups = int(group.max()) + 1
    together = functional.softplus(_grouped(spans, group, groups))
    best = _grouped(right, group, groups)
    has = best > NOTHING / 2
    shared = (together - torch.where(has, best, 0.0))[has]
    return (alone.sum() + shared.sum()) / rows


def _grouped(values: Tensor, group: Tensor, groups: int) -> Tensor:
    """Log-sum-exp of `values` by group number, (groups)."""
    top = torch.full((groups,), NOTHING).scatter_reduce(0, group, values.detach(), "amax")
    total = torch.zeros(groups).index_add(0, group, (values - top[group]).exp())
    return top + total.clamp_min(1e-30).log()
