"""The training loop: conditional flow matching over stored elementary steps."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from flower.errors import InputError
from flower.network import (
    FlowNetwork,
    ModelSettings,
    NetworkSettings,
    merged,
    save_checkpoint,
)
from flower.network.device import find_device
from flower.training.beginning import begun_network, choose_trained
from flower.training.clock import Clock
from flower.training.distributed import Processes, exchanging, keeping
from flower.training.journal import Journal, Recent
from flower.training.loading import Batch, Steps, Update, Updates, ahead, moved, open_steps
from flower.training.objective import LossOfBatch, autocast_of
from flower.training.saving import Place, can_resume, load_run, save_run
from flower.training.settings import TrainSettings
from flower.training.summary import Progress, TrainSummary
from flower.training.validation import Validation, validate

_READ_EVERY = 20  # updates; a GPU waits for nothing between


def train(
    steps: str | Path | Steps,
    output: str | Path,
    *,
    valid: str | Path | Steps | None = None,
    settings: TrainSettings | None = None,
    network: NetworkSettings | None = None,
    head: str | None = None,
    start_from: str | Path | None = None,
    device: str = "auto",
    progress: Callable[[Progress], None] | None = None,
) -> TrainSummary:
    """Train on the compact arrays that `flower preprocess` wrote; the output is a model folder.

    A run that was stopped goes on where it last saved when called again with the same settings
    (``epochs`` and ``minutes`` may grow), and ends as if it had not been stopped; one of
    ``minutes`` counts those that it was on before. ``start_from`` begins with the weights of a
    model instead of random ones; if that has met no single electrons and the training set has
    some, their jumps begin where they can be learnt. With another ``head`` than its own ("jumps"
    or "endpoint") it keeps its trunk and learns the new head; ``settings`` may have a part of the
    weights trained, and the run ended early. The folder also gets ``log.csv``, and TensorBoard
    files if tensorboard is installed.

    Started with torchrun (`flower.training.distributed`), the processes share the batches of each
    update. The losses do not depend on how many they are, and a run may go on with another
    number of them; process 0 alone writes and calls ``progress``.

    Source: Lipman et al., 2210.02747, algorithm of conditional flow matching; endpoint loss of
    Eijkelboom et al., 2406.04843.
    """
    settings, processes = settings or TrainSettings(), Processes.of(os.environ)
    if settings.batches_per_update % processes.world:
        raise InputError(
            f"batches_per_update is {settings.batches_per_update}, which {processes.world} "
            f"processes cannot share alike; give a multiple of {processes.world}."
        )
    if settings.patience is not None and valid is None:
        raise InputError("patience ends a run by its validations; give steps to validate on.")
    store = open_steps(steps)
    valid_store = open_steps(valid) if valid is not None else None
    device = str(find_device(processes.device(device)))
    torch.manual_seed(settings.seed)
    model, learnt = begun_network(start_from, network, head, device)
    if store.has_single_electrons:
        model.begin_single_electrons()
    choose_trained(model, settings)
    elements = tuple(dict.fromkeys((*learnt, *store.meta["elements"])))
    with processes.joined(device):
        run = _Run(store, valid_store, Path(output), model, elements, settings, device, processes)
        return run.go(progress or (lambda _: None))


class _Run:
    """One training run: what changes from update to update."""

    def __init__(
        self,
        store: Steps,
        valid: Steps | None,
        output: Path,
        model: FlowNetwork,
        elements: tuple[str, ...],
        settings: TrainSettings,
        device: str,
        processes: Processes,
    ) -> None:
        self.processes = processes
        self.valid, self.output, self.elements = valid, output, elements
        self.model, self.settings, self.device = model, settings, device
        self.parameters = dict(model.named_parameters())
        self.averages = {name: p.detach().clone() for name, p in self.parameters.items()}
        self.trained = [name for name, p in self.parameters.items() if p.requires_grad]
        matrices = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
        others = [p for p in model.parameters() if p.requires_grad and p.ndim < 2]
        groups: list[dict[str, Any]] = [
            {"params": matrices},
            {"params": others, "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(
            groups,
            lr=settings.learning_rate,
            betas=(0.9, 0.98),
            weight_decay=settings.weight_decay,
            fused=True,
        )
        flow = model.flow.to_train(settings.noise, settings.share_at_start)
        self.autocast = autocast_of(settings.precision, device)
        self.losses = exchanging(LossOfBatch(model, flow, self.autocast), processes)
        self.updates = Updates(store, flow, settings, processes)
        self.per_epoch = self.updates.per_epoch
        self.steps = max(1, round(settings.epochs * self.per_epoch))
        self.clock = Clock(settings.minutes, processes, device)
        self.described: dict[str, object] = {
            **asdict(settings),
            "network": asdict(model.settings),
            "training_set": [source["sha256"] for source in store.meta["sources"]],
        }

    def go(self, progress: Callable[[Progress], None]) -> TrainSummary:
        """Train to the end."""
        place, last = self._begin(), None
        journal = Journal(self.output, place.step) if self.processes.leads else None
        self.clock.start(place.seconds)
        recent = self._recent()
        self.model.train()
        until = place.step if self._ends(journal) or self.clock.over else self._last_step
        with closing(ahead(self.updates.between(place, until), self.device)) as updates:
            for update in updates:
                own = sum(batch.counted for batch in update.batches)
                rate = self._rate(place.step)
                recent.add(self._update(update, place.step, rate), update.flasks, own)
                seconds, seen = self.clock.read(), place.seen + update.flasks
                place = Place(place.step + 1, update.epoch, update.position, seen, seconds)
                validation = None
                over = self.clock.over or place.step == self._last_step
                saves = over or place.step % self.settings.validate_every == 0
                if saves:
                    recent.read()
                    recent.total, recent.own = self.processes.sum(
                        recent.total, recent.own, device=self.device
                    )
                if journal is not None and saves:
                    validation = self._validate()
                    # What a run is resumed from comes last: a row or a model too new is replaced.
                    journal.write(self._figures(place, recent, rate), validation)
                    lowest = self.settings.patience is None or journal.since_lowest == 0
                    self._save(place, lowest)
                    last = validation if lowest else last
                if self.processes.leads:
                    steps = self.clock.expected(place.step) or self.steps
                    progress(Progress(place.step, steps, recent.loss, recent.rate, validation))
                if saves:
                    recent = self._recent()
                    if over or self._ends(journal):
                        break
        return TrainSummary(
            self.output, place.step, place.seen, place.seconds, last, self.processes.rank
        )

    def _ends(self, journal: Journal | None) -> bool:
        """Whether patience is over, as process 0 finds in its journal."""
        patience = self.settings.patience
        if patience is None:
            return False
        over = journal is not None and journal.since_lowest >= patience
        return self.processes.sum(over, device=self.device) != [0]

    def _begin(self) -> Place:
        """Where the run is: at its start, or where it last saved."""
        if self.processes.leads:
            self.output.mkdir(parents=True, exist_ok=True)
        place = Place()
        if can_resume(self.output):
            place = load_run(self.output, self.model, self.averages, self.optimizer, self.described)
        if not self.processes.agree(place.step, self.device):
            raise InputError(
                f"The processes do not see the same run in `{self.output}`; give a folder that "
                "all of them share."
            )
        return place

    def _recent(self) -> Recent:
        return Recent(1 if self.device == "cpu" else _READ_EVERY)

    @property
    def _last_step(self) -> int:
        """The update that ends the run, unless the clock does."""
        return self.steps if self.settings.minutes is None else sys.maxsize

    def _rate(self, step: int) -> float:
        if self.settings.minutes is None:
            return self.settings.rate_at(step, self.steps)
        return self.settings.rate_by_clock(step, self.clock.seconds)

    def _update(self, update: Update, step: int, rate: float) -> Tensor:
        """One step of gradient descent; return the sum of the losses of this process's flasks."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad(set_to_none=True)
        total = torch.zeros((), device=self.device)
        for batch in update.batches[:-1]:
            with keeping(self.losses):
                total += self._backward(batch, update.flasks)
        total += self._backward(update.batches[-1], update.flasks)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.gradient_clip)
        self.optimizer.step()
        # A short memory at first, so that the mean forgets the random start.
        decay = min(self.settings.ema_decay, (step + 1) / (step + 10))
        averages = [self.averages[name] for name in self.trained]
        weights = [self.parameters[name].detach() for name in self.trained]
        torch._foreach_mul_(averages, decay)
        torch._foreach_add_(averages, weights, alpha=1 - decay)
        return total

    def _backward(self, batch: Batch, flasks: int) -> Tensor:
        """Add to the gradients those of one batch; return the sum of its losses."""
        torch.manual_seed(batch.seed)  # of dropout, which draws from the global generator
        loss: Tensor = self.losses(
            moved(batch.flasks, self.device), moved(batch.targets, self.device)
        )
        # The exchange divides by the number of processes: what remains is the mean over flasks.
        counts = float(batch.counted > 0)
        (loss * (counts * self.processes.world / flasks)).backward()
        return loss.detach() * counts

    def _validate(self) -> Validation | None:
        if self.valid is None:
            return None
        weights = {name: p.detach().clone() for name, p in self.parameters.items()}
        self._put(self.averages)
        self.model.eval()
        result = validate(
            self.model,
            self.valid,
            self.settings.validation_steps,
            self.settings.batch_pairs,
            self.autocast,
        )
        self.model.train()
        self._put(weights)
        return result

    @torch.no_grad()
    def _put(self, weights: dict[str, Tensor]) -> None:
        for name, p in self.parameters.items():
            p.copy_(weights[name])

    def _save(self, place: Place, lowest: bool) -> None:
        model = ModelSettings(
            network=self.model.settings,
            noise=self.settings.noise,
            elements=self.elements,
            training={**self.described, **place._asdict()},
        )
        if lowest:
            save_checkpoint(self.output, merged(self.averages), model)
        save_run(self.output, place, self.model, self.averages, self.optimizer, self.described)

    def _figures(self, place: Place, recent: Recent, rate: float) -> dict[str, int | float]:
        return {
            "step": place.step,
            "epoch": round(place.step / self.per_epoch, 3),
            "seen": place.seen,
            "seconds": round(place.seconds, 1),
            "examples_per_s": round(recent.rate, 1),
            "learning_rate": float(f"{rate:.8g}"),
            "loss": round(recent.loss, 5),
        }
