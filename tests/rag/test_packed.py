"""Packed layers say what the layers said that they were made from."""

from __future__ import annotations

import platform

import pytest
import torch
from torch import nn

from rag.packed import Packed, pack, packable

ROOM = {torch.float32: 1e-5, torch.bfloat16: 4e-2}


def _linear(dtype: torch.dtype) -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(48, 96).to(dtype).requires_grad_(False)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (8, 64)], ids=str)
@torch.inference_mode()
def test_a_packed_layer_computes_the_same(dtype: torch.dtype, shape: tuple[int, int]) -> None:
    if not packable(dtype):
        pytest.skip("this processor packs none")
    linear, x = _linear(dtype), torch.randn(*shape, 48).to(dtype)
    other = torch.randn(*shape, 96).to(dtype)
    near = {"atol": ROOM[dtype], "rtol": ROOM[dtype]}
    assert torch.allclose(Packed(linear)(x), linear(x), **near)
    assert torch.allclose(Packed(linear, gelu=True)(x), nn.functional.gelu(linear(x)), **near)
    assert torch.allclose(Packed(linear).plus(x, other), other + linear(x), **near)


@torch.inference_mode()
def test_a_module_is_packed_at_any_depth_and_a_gelu_is_computed_once() -> None:
    if not packable(torch.float32):
        pytest.skip("this processor packs none")
    torch.manual_seed(0)
    inner = nn.Sequential(nn.GELU(), nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
    module = nn.Sequential(inner, nn.Linear(8, 4)).requires_grad_(False)
    x = torch.randn(5, 8)
    before = module(x)
    pack(module)
    assert not [one for one in module.modules() if isinstance(one, nn.Linear)]
    assert len([one for one in module.modules() if isinstance(one, nn.GELU)]) == 1
    assert torch.allclose(module(x), before, atol=1e-6)


def test_elsewhere_layers_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not packable(torch.float64)
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert not packable(torch.float32)
