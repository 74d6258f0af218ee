"""Our dropout drops as often as told, keeps the mean, and is that of PyTorch elsewhere."""

import pytest
import torch

from flower.network.dropout import Dropout


@pytest.mark.parametrize("p", [0.05, 0.5])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_it_drops_a_share_and_keeps_the_mean(p: float, dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    x = torch.ones(401, 501, dtype=dtype, requires_grad=True)
    y = Dropout(p)(x)
    assert (y.shape, y.dtype) == (x.shape, dtype)
    assert (y == 0).float().mean().item() == pytest.approx(p, abs=0.003)
    assert y.detach().float().mean().item() == pytest.approx(1, abs=0.01)
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())
    rows = (y.detach() == 0).float()
    assert (rows.mean(0) - p).abs().max() < 5 * (p * (1 - p) / 401) ** 0.5


def test_the_seed_decides_and_without_training_nothing_is_dropped() -> None:
    drop, x = Dropout(0.3), torch.randn(7, 5)
    torch.manual_seed(3)
    one, other = drop(x), drop(x)
    torch.manual_seed(3)
    assert torch.equal(drop(x), one)
    assert not torch.equal(one, other)
    assert torch.equal(drop.eval()(x), x)
    assert torch.equal(Dropout(0.0)(x), x)
