"""Where a network runs, and what is said of a device that is not there."""

import pytest
import torch

from flower.errors import InputError
from flower.network.device import find_device


def test_auto_is_a_device_that_computes() -> None:
    assert float(torch.ones(2, device=find_device("auto")).sum()) == 2


@pytest.mark.parametrize("name", ["abacus", "cuda:999", "meta", ""])
def test_a_device_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=rf"The device `{name}` cannot be used .*give cpu, cuda"):
        find_device(name)
