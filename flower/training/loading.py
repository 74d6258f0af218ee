"""What the loop computes next, made ready on the CPU by a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import torch
from jaxtyping import Float64, Int64
from torch import Tensor

from flower.errors import InputError
from flower.flow import Flow
from flower.network import FlaskBatch
from flower.proposals import reactant_electrons
from flower.records import (
    SizeBucketedBatches,
    StepSelection,
    StepStore,
    leave_out,
)
from flower.training.batching import pad_steps
from flower.training.condition_dropout import drop_conditions
from flower.training.distributed import Processes
from flower.training.mixing import places_of_epoch, times_met
from flower.training.saving import Place
from flower.training.settings import TrainSettings

T = TypeVar("T")
Steps = StepStore | StepSelection


class Batch(NamedTuple):
    """A size-bucketed batch: its flasks, and what the flow asks and answers about them.

    ``seed`` is that of dropout. ``counted`` is the number of flasks, or 0 if they count nothing.
    """

    flasks: FlaskBatch
    targets: Any
    counted: int
    seed: int


class Update(NamedTuple):
    """What one step of gradient descent takes.

    Attributes:
        epoch: from 0.
        position: batches of the epoch done after it.
        flasks: of all processes together.
        batches: those of this process, at least one.
    """

    epoch: int
    position: int
    flasks: int
    batches: list[Batch]


@dataclass(frozen=True)
class Updates:
    """The updates of a run, as this process sees them.

    An update is ``settings.batches_per_update`` batches, fewer at the end of an epoch. Process k
    of w takes the batches k, k + w, ...; if there is none, one flask that counts nothing, so
    that it takes part in the exchange of gradients. What is random in a batch depends on the
    seed, the epoch and the batch's number in it, not on who computes it.
    """

    store: Steps
    flow: Flow[Any, Any]
    settings: TrainSettings
    processes: Processes

    @cached_property
    def per_epoch(self) -> int:
        """Updates of the first epoch; of the others, as many or nearly."""
        return -(-len(self._order(0)[1]) // self.settings.batches_per_update)

    def between(self, place: Place, steps: int) -> Iterator[Update]:
        """The updates from a place on, until ``steps`` are done in all."""
        step, epoch, position = place.step, place.epoch, place.position
        while step < steps:
            places, order = self._order(epoch, position)
            batches = (places[chosen] for chosen in order)
            while step < steps and (
                group := list(islice(batches, self.settings.batches_per_update))
            ):
                yield self._update(epoch, position, group)
                step, position = step + 1, position + len(group)
            epoch, position = epoch + 1, 0

    @cached_property
    def _times(self) -> Float64[np.ndarray, " s"]:
        return times_met(self.store, self.settings)

    def _order(
        self, epoch: int, start: int = 0
    ) -> tuple[Int64[np.ndarray, " p"], SizeBucketedBatches]:
        """The steps met in an epoch, and the batches of them."""
        places = places_of_epoch(self._times, self.settings.seed, epoch)
        return places, SizeBucketedBatches(
            self.store.sizes[places], self.settings.batch_pairs, self.settings.seed, epoch, start
        )

    def _update(self, epoch: int, position: int, group: list[Int64[np.ndarray, " _"]]) -> Update:
        rank, world = self.processes.rank, self.processes.world
        batches = [
            self._batch(epoch, position + k, group[k]) for k in range(rank, len(group), world)
        ]
        if not batches:
            batches = [self._batch(epoch, position, group[0][:1])._replace(counted=0)]
        return Update(epoch, position + len(group), sum(map(len, group)), batches)

    def _batch(self, epoch: int, number: int, indices: Int64[np.ndarray, " _"]) -> Batch:
        entropy = np.random.SeedSequence((self.settings.seed, epoch, number))
        seed = int(entropy.generate_state(1)[0])
        share, each = self.settings.leave_out, self.settings.leave_out_each
        flasks = leave_out(self.store.batch(indices), share, each, np.random.default_rng(entropy))
        steps = pad_steps(drop_conditions(flasks, seed))
        targets = self.flow.prepare(
            reactant_electrons(steps.flasks),
            steps.change,
            steps.flasks.real,
            torch.Generator().manual_seed(seed),
        )
        return Batch(steps.flasks, targets, len(indices), seed)


def open_steps(steps: str | Path | Steps) -> Steps:
    """Open a folder of steps, unless they are open; InputError if there is none in it."""
    store = StepStore.open(steps) if isinstance(steps, str | Path) else steps
    if not len(store):
        raise InputError(f"`{steps}` holds no steps; preprocess a file that does.")
    return store


def ahead(updates: Iterator[Update], device: str) -> Generator[Update, None, None]:
    """The same updates, each prepared by a thread while the one before is computed.

    For a GPU their tensors are pinned, so that they are copied while it computes; no figure is
    given, since this has run on CPUs alone.
    """

    def following() -> Update | None:
        update = next(updates, None)
        if update is None or not device.startswith("cuda"):
            return update
        return update._replace(batches=[mapped(Tensor.pin_memory, b) for b in update.batches])

    with ThreadPoolExecutor(1, "flower-loading") as thread:
        coming = thread.submit(following)
        while (update := coming.result()) is not None:
            coming = thread.submit(following)
            yield update


def moved(tensors: T, device: str | torch.device) -> T:
    """Return tensors, in named tuples of any depth, on another device; numbers stay as they are.

    >>> from flower.flow import Electrons
    >>> moved(Electrons(torch.zeros(1, 2, 2), torch.zeros(1, 2)), "meta").be.device
    device(type='meta')
    """
    return mapped(lambda tensor: tensor.to(device, non_blocking=True), tensors)


def mapped(function: Callable[[Tensor], Tensor], tensors: T) -> T:
    """Return the same named tuple with the function's value in place of each tensor."""
    parts: Any = tensors
    if isinstance(parts, Tensor):
        parts = function(parts)
    elif isinstance(parts, tuple):
        parts = type(parts)(*(mapped(function, part) for part in parts))
    told: T = parts
    return told
