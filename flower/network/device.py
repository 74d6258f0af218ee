"""Where a network runs."""

from __future__ import annotations

import torch

from flower.errors import InputError


def find_device(name: str) -> torch.device:
    """Return the device of that name; "auto" is cuda if PyTorch sees one, else cpu.

    Raises InputError if it is not there or cannot compute.

    >>> find_device("cpu")
    device(type='cpu')
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise InputError(
            f"The device `{name}` cannot be used ({str(error).splitlines()[0]}); "
            "give cpu, cuda, or auto."
        ) from error
    return device
