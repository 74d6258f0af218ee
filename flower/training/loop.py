"""The training loop: conditional flow matching over stored elementary steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor

from flower.errors import InputError
from flower.flow import SamplerSettings, StraightFlow, TargetChange
from flower.network import (
    FlowNetwork,
    ModelSettings,
    NetworkSettings,
    load_checkpoint,
    save_checkpoint,
)
from flower.network.device import find_device
from flower.proposals import predictor, reactant_electrons
from flower.records import SizeBucketedBatches, StepBatch, StepStore, pad_steps
from flower.training.journal import Journal, Recent
from flower.training.saving import Place, can_resume, load_run, save_run
from flower.training.settings import TrainSettings
from flower.training.validation import Validation, validate


class Progress(NamedTuple):
    """What is told after each batch: batches done and to do, mean loss of late, examples/s."""

    step: int
    steps: int
    loss: float
    examples_per_s: float
    validation: Validation | None


@dataclass(frozen=True)
class TrainSummary:
    """The end of a run: the model folder, batches, flasks seen, seconds, the last validation."""

    output: Path
    steps: int
    seen: int
    seconds: float
    validation: Validation | None


def train(
    steps: str | Path,
    output: str | Path,
    *,
    valid: str | Path | None = None,
    settings: TrainSettings | None = None,
    network: NetworkSettings | None = None,
    start_from: str | Path | None = None,
    device: str = "cpu",
    progress: Callable[[Progress], None] | None = None,
) -> TrainSummary:
    """Train on the compact arrays that `flower preprocess` wrote; the output is a model folder.

    A run that was stopped goes on where it last saved when called again with the same settings
    (``epochs`` may grow), and ends as if it had not been stopped. ``start_from`` begins with the
    weights of a model instead of random ones. The folder also gets ``log.csv``, and TensorBoard
    files if tensorboard is installed.

    Source: Lipman et al., 2210.02747, algorithm of conditional flow matching; endpoint loss of
    Eijkelboom et al., 2406.04843.
    """
    settings = settings or TrainSettings()
    store = _open(steps)
    valid_store = _open(valid) if valid is not None else None
    device = str(find_device(device))
    torch.manual_seed(settings.seed)
    if start_from is None:
        model = FlowNetwork(network or NetworkSettings()).to(device)
    else:
        model = load_checkpoint(start_from, device)[0]
        if network is not None and network != model.settings:
            raise InputError(f"The sizes given are not those of `{start_from}`; leave them out.")
    run = _Run(store, valid_store, Path(output), model, settings, device)
    return run.go(progress or (lambda _: None))


class _Run:
    """One training run: what changes from batch to batch."""

    def __init__(
        self,
        store: StepStore,
        valid: StepStore | None,
        output: Path,
        model: FlowNetwork,
        settings: TrainSettings,
        device: str,
    ) -> None:
        self.store, self.valid, self.output = store, valid, output
        self.model, self.settings, self.device = model, settings, device
        self.parameters = dict(model.named_parameters())
        self.averages = {name: p.detach().clone() for name, p in self.parameters.items()}
        matrices = [p for p in model.parameters() if p.ndim > 1]
        others = [p for p in model.parameters() if p.ndim < 2]
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
        self.flow = StraightFlow(
            SamplerSettings(noise=settings.noise), share_at_start=settings.share_at_start
        )
        self.autocast = _autocast(settings.precision, device)
        self.per_epoch = self._batches(0).per_process
        self.steps = max(1, round(settings.epochs * self.per_epoch))
        self.described: dict[str, object] = {
            **asdict(settings),
            "network": asdict(model.settings),
            "training_set": [source["sha256"] for source in store.meta["sources"]],
        }

    def go(self, progress: Callable[[Progress], None]) -> TrainSummary:
        """Train to the end."""
        self.output.mkdir(parents=True, exist_ok=True)
        place, last = Place(), None
        if can_resume(self.output):
            place = load_run(self.output, self.model, self.averages, self.optimizer, self.described)
        journal = Journal(self.output, place.step)
        began, recent = time.monotonic() - place.seconds, Recent()
        self.model.train()
        for epoch, position, indices in self._from(place):
            batch = pad_steps(self.store.batch(indices)).to(self.device)
            loss = self._update(batch, place.step)
            recent.add(loss * len(indices), len(indices))
            seconds = time.monotonic() - began
            place = Place(place.step + 1, epoch, position + 1, place.seen + len(indices), seconds)
            validation = None
            saves = place.step % self.settings.validate_every == 0 or place.step == self.steps
            if saves:
                validation = last = self._validate()
                # What a run is resumed from comes last: a row or a model too new is replaced then.
                journal.write(self._figures(place, recent), validation)
                self._save(place)
            progress(Progress(place.step, self.steps, recent.loss, recent.rate, validation))
            if saves:
                recent = Recent()
        return TrainSummary(self.output, place.step, place.seen, place.seconds, last)

    def _update(self, batch: StepBatch, step: int) -> float:
        """One step of gradient descent; its randomness depends on seed and step alone."""
        seed = int(np.random.SeedSequence((self.settings.seed, step)).generate_state(1)[0])
        generator = torch.Generator(self.device).manual_seed(seed)
        torch.manual_seed(seed)  # of dropout, which draws from the global generator
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.rate_at(step, self.steps)
        target = TargetChange(batch.d_bond, batch.d_lone, batch.d_hydrogens)
        reactants = reactant_electrons(batch.flasks)
        with self.autocast():
            predict = predictor(self.model, batch.flasks)
            loss = self.flow.loss(predict, reactants, target, batch.real, generator).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.gradient_clip)
        self.optimizer.step()
        # A short memory at first, so that the mean forgets the random start.
        decay = min(self.settings.ema_decay, (step + 1) / (step + 10))
        averages = list(self.averages.values())
        torch._foreach_mul_(averages, decay)
        torch._foreach_add_(
            averages, [p.detach() for p in self.parameters.values()], alpha=1 - decay
        )
        return float(loss.detach())

    def _batches(self, epoch: int, start: int = 0) -> SizeBucketedBatches:
        return SizeBucketedBatches(
            self.store.sizes, self.settings.batch_pairs, self.settings.seed, epoch, start
        )

    def _from(self, place: Place) -> Iterator[tuple[int, int, Int64[np.ndarray, " _"]]]:
        """Batches from a place on: epoch, position in it, indices."""
        step, epoch, position = place.step, place.epoch, place.position
        while step < self.steps:
            for indices in self._batches(epoch, position):
                yield epoch, position, indices
                step, position = step + 1, position + 1
                if step == self.steps:
                    return
            epoch, position = epoch + 1, 0

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

    def _save(self, place: Place) -> None:
        model = ModelSettings(
            network=self.model.settings,
            noise=self.settings.noise,
            elements=tuple(self.store.meta["elements"]),
            training={**self.described, **place._asdict()},
        )
        save_checkpoint(self.output, self.averages, model)
        save_run(self.output, place, self.model, self.averages, self.optimizer, self.described)

    def _figures(self, place: Place, recent: Recent) -> dict[str, int | float]:
        return {
            "step": place.step,
            "epoch": round(place.step / self.per_epoch, 3),
            "seen": place.seen,
            "seconds": round(place.seconds, 1),
            "examples_per_s": round(recent.rate, 1),
            "learning_rate": float(f"{self.settings.rate_at(place.step - 1, self.steps):.8g}"),
            "loss": round(recent.loss, 5),
        }


def _open(folder: str | Path) -> StepStore:
    store = StepStore.open(folder)
    if not len(store):
        raise InputError(f"`{folder}` holds no steps; preprocess a file that does.")
    return store


def _autocast(precision: str, device: str) -> Callable[[], AbstractContextManager[object]]:
    kind = torch.device(device).type
    if precision == "auto":
        native = kind == "cuda" or (kind == "cpu" and torch.cpu._is_avx512_bf16_supported())
        precision = "bf16" if native else "fp32"
    if precision == "fp32":
        return nullcontext
    return lambda: torch.autocast(kind, dtype=torch.bfloat16)
