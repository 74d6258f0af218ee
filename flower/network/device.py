"""Where a network runs, also in a process that was forked."""

from __future__ import annotations

import os
from functools import partial

import torch

from flower.errors import InputError

# The threads of OpenMP do not live on in the child, where the next sum of many would wait for them
# for ever; of one thread none is asked.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=partial(torch.set_num_threads, 1))


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
