"""Linear layers as the processor's matrix library wants them: same results, a third sooner.

torch hands oneDNN its weights in rows, and oneDNN puts them in its own order at each call. Here
that is done once, and what follows a layer (GELU, a sum) is computed in the same pass. These are
the operators that torch's own compiler writes, called without compiling. Where this torch or this
processor lacks them, the layers stay as they are.
"""

from __future__ import annotations

import platform
from typing import Any, cast

import torch
from torch import Tensor, nn

_X86 = frozenset({"x86_64", "amd64"})


class Packed(nn.Module):
    """A linear layer for reading only, (..., in) to (..., out), perhaps with GELU after it."""

    def __init__(self, linear: nn.Linear, *, gelu: bool = False) -> None:
        super().__init__()
        self._weight = _operators()._reorder_linear_weight(linear.weight.detach())
        self._bias = None if linear.bias is None else linear.bias.detach()
        self._after: tuple[str, list[float], str] = ("gelu" if gelu else "none", [], "none")

    def forward(self, x: Tensor) -> Tensor:
        """`linear(x)`, or its GELU."""
        found = _operators()._linear_pointwise(x, self._weight, self._bias, *self._after)
        return cast(Tensor, found)

    def plus(self, x: Tensor, other: Tensor) -> Tensor:
        """`other + linear(x)`."""
        found = _operators()._linear_pointwise.binary(x, other, self._weight, self._bias, "add")
        return cast(Tensor, found)


def packable(dtype: torch.dtype) -> bool:
    """Whether layers of this number format can be packed here."""
    if platform.machine().lower() not in _X86:
        return False
    linear = nn.Linear(16, 16).to(dtype).requires_grad_(False)
    x = torch.ones(1, 2, 16, dtype=dtype)
    try:
        with torch.inference_mode():
            Packed(linear, gelu=True)(x)
            Packed(linear).plus(x, x)
    except (AttributeError, RuntimeError):
        return False
    return True


def pack(module: nn.Module) -> None:
    """Replace the linear layers within `module`, at any depth, which then only reads.

    A GELU that is the next child after a layer is taken for what follows it in the computation.
    """
    children = list(module.named_children())
    followers = (*children, ("", None))[1:]
    for (name, child), (after, follower) in zip(children, followers, strict=True):
        if not isinstance(child, nn.Linear):
            pack(child)
            continue
        gelu = isinstance(follower, nn.GELU)
        setattr(module, name, Packed(child, gelu=gelu))
        if gelu:
            setattr(module, after, nn.Identity())


def _operators() -> Any:
    return torch.ops.mkldnn
