"""One run on several processes, one for each GPU or core, started with torchrun.

    torchrun --nproc-per-node 2 -m flower.cli train ARRAYS --output MODEL --batches-per-update 2

Every process sees the same folders, computes its share of each update's batches, and exchanges
gradients; process 0 alone validates, writes, and tells how far it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from typing import Any, NamedTuple

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from flower.errors import InputError

# How long a process waits for another. The others wait while process 0 validates and saves.
_PATIENCE = timedelta(minutes=30)


class Processes(NamedTuple):
    """Which process this is (``rank``), of how many (``world``), and which of its machine."""

    rank: int = 0
    world: int = 1
    local_rank: int = 0

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Processes:
        """Read what torchrun tells each process; without torchrun, one process alone.

        >>> Processes.of({"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1"})
        Processes(rank=3, world=4, local_rank=1)
        >>> Processes.of({})
        Processes(rank=0, world=1, local_rank=0)
        """
        if "RANK" not in environment or "WORLD_SIZE" not in environment:
            return cls()
        told = [environment.get(name, "0") for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK")]
        if not all(text.isdecimal() for text in told) or int(told[0]) >= int(told[1]):
            raise InputError(
                f"RANK, WORLD_SIZE and LOCAL_RANK are {', '.join(told)}, which name no process; "
                "start with torchrun, or unset them."
            )
        return cls(*map(int, told))

    @property
    def leads(self) -> bool:
        """Whether this process validates, writes and tells."""
        return self.rank == 0

    def device(self, name: str) -> str:
        """The device of this process: of several GPUs, each process of a machine has its own.

        >>> Processes(1, 2, 1).device("cuda"), Processes(1, 2, 1).device("cpu")
        ('cuda:1', 'cpu')
        """
        if name == "auto":
            name = "cuda" if torch.cuda.is_available() else "cpu"
        return f"cuda:{self.local_rank}" if self.world > 1 and name == "cuda" else name

    @contextmanager
    def joined(self, device: str) -> Iterator[None]:
        """Connect the processes: by NCCL on GPUs, else by Gloo."""
        if self.world == 1:
            yield
            return
        on_gpu = device.startswith("cuda")
        if on_gpu:
            torch.cuda.set_device(device)
        distributed.init_process_group("nccl" if on_gpu else "gloo", timeout=_PATIENCE)
        yield
        # Not after an error: the others cannot answer then, and torchrun ends them.
        distributed.barrier()
        distributed.destroy_process_group()

    def sum(self, *numbers: int | float, device: str) -> list[float]:
        """Return the sum over the processes of each number."""
        return self._exchange(numbers, distributed.ReduceOp.SUM, device)

    def agree(self, number: int, device: str) -> bool:
        """Whether the number is the same in every process."""
        highest, lowest = self._exchange((number, -number), distributed.ReduceOp.MAX, device)
        return highest == -lowest

    def _exchange(self, numbers: Sequence[int | float], how: Any, device: str) -> list[float]:
        if self.world == 1:
            return [float(number) for number in numbers]
        told = torch.tensor(numbers, dtype=torch.float64, device=device)
        distributed.all_reduce(told, how)
        return told.tolist()


def exchanging(module: nn.Module, processes: Processes) -> nn.Module:
    """Let a module's gradients become their mean over the processes; of one alone, itself."""
    if processes.world == 1:
        return module
    return DistributedDataParallel(module)


def keeping(module: nn.Module) -> AbstractContextManager[None]:
    """Gradients of batches computed inside are kept until those of a later batch are exchanged."""
    if isinstance(module, DistributedDataParallel):
        return module.no_sync()
    return nullcontext()
