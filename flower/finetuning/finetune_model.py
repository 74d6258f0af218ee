"""Fine-tune a model: read, judge before, learn, judge after, write the folder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from flower.errors import InputError
from flower.evaluation import Evaluation, evaluate
from flower.feasibility.calibration import CalibrationProgress, calibrate
from flower.finetuning.examples import Example, Examples, numbered, read_examples
from flower.finetuning.folder import write_model
from flower.finetuning.replay import (
    CHECKED,
    REPLAYED,
    general_sample,
    mixture,
    read_sample,
    some,
    write_sample,
)
from flower.finetuning.result import Compared, Finetuned, Shares
from flower.finetuning.settings import FinetuneSettings
from flower.installed import model_info
from flower.jobs import FileProgress
from flower.network import find_model, load_checkpoint
from flower.proposals import FlowModel, load_model
from flower.records import SizeBucketedBatches, StepSelection, StepStore, preprocess
from flower.training import Progress, TrainSettings, TrainSummary, train
from flower.trust import MetSurroundings

_FLASKS = 60  # composed for each mechanism where there are no examples

LEARNT = "learnt"
"""Of a run, the folder of the arrays that are learnt."""

_STEPS_JUDGED = 300  # at a validation, at most
_FLASKS_CALIBRATED = 150  # at most


class FinetuneProgress(NamedTuple):
    """What is being done, how much of how much, and of learning the loss, in nats a step."""

    stage: str
    done: int
    total: int
    loss: float | None = None


Tell = Callable[[FinetuneProgress], None]


def finetune(
    data: str | Path | None,
    output: str | Path,
    *,
    start_from: str | Path = "flower-base",
    settings: FinetuneSettings | None = None,
    mechanism: str | Path | Sequence[str | Path] = (),
    flasks: int | None = None,
    column: str = "reaction",
    device: str = "auto",
    progress: Tell | None = None,
) -> Finetuned:
    """Teach a model a class of reactions, from overall reactions or their elementary steps.

    Overall reactions (`reactants>>product`) are expanded by your ``mechanism`` and the library, as
    by `flower.expand_file`; steps are read as by `flower.preprocess`. Without any, flasks are
    composed for your ``mechanism``, as by `flower.compose`. An example is a whole
    reaction: the rows of one `reaction_id`, the end included. One in five is held out, to
    tell when to stop and how good the model has become, and to calibrate its feasibilities. Among
    the examples are mixed steps that the model knows already: those of a general sample, and the
    examples of earlier fine-tunings, which a model that was fine-tuned carries along in its folder.

    Args:
        data: file of overall reactions or of elementary steps; None to compose all examples.
        output: folder of the new model; it must not exist or be empty.
        start_from: name or folder of the model to begin with.
        settings: how it learns.
        mechanism: files of your own mechanisms, which go before those of the library.
        flasks: composed for each mechanism besides; 60 without data and none with it, if None.
        column: of a table, that holds the reactions or steps.
        device: where the model runs.
        progress: told after each batch.

    Raises InputError if an option or the file cannot be used, or it holds too few reactions to
    hold some out, and ModelError if the model cannot be loaded.

    Source: replay against forgetting, Robins, Connection Science 7, 123, 1995.
    """
    began = time.monotonic()
    settings, tell = settings or FinetuneSettings(), progress or (lambda _: None)
    output, base = Path(output), find_model(start_from)
    _check_output(output)
    own = list(map(Path, [mechanism] if isinstance(mechanism, str | Path) else mechanism))
    source = None if data is None else Path(data)
    named = source or (own[0] if own else output)
    name = named.name.split(".")[0]
    if flasks is None:
        flasks = 0 if source else _FLASKS
    elif flasks < 0 or (flasks == 0 and source is None):
        raise InputError(f"flasks is {flasks}; give 1 or more.")
    elif flasks and not own:
        raise InputError("Flasks are composed for your own mechanisms; give --mechanism.")
    tell(FinetuneProgress("reading examples", 0, 1))
    examples = read_examples(source, column, own, settings.held_out, settings.seed, flasks)
    with tempfile.TemporaryDirectory(prefix="flower-finetune-") as scratch:
        work = Path(scratch)
        judged = _Judged(work, device, tell)
        judged.add(name, examples.held_out)
        judged.add("learnt before", read_sample(base, CHECKED))
        judged.add("general sample", read_sample(general_sample(), CHECKED))
        before = judged.judge(base, "before")
        summary, epochs, planned = _learn(work, examples, base, settings, device, tell)
        after = judged.judge(summary.output, "after")
        found = Finetuned(
            folder=output,
            start_from=str(start_from),
            compared=tuple(
                Compared(title, n, old.n_steps, Shares.of(old), Shares.of(new))
                for (title, n), old, new in zip(judged.sets, before, after, strict=True)
            ),
            examples=name,
            taught_before=model_info(base).taught,
            n_fit=len(examples.fit),
            n_fit_steps=sum(map(len, examples.fit)),
            n_held_out=len(examples.held_out),
            n_left_out=examples.n_left_out,
            first_left_out=examples.first_reason,
            epochs=epochs,
            most_epochs=planned,
            seconds=time.monotonic() - began,
        )
        for sample, learnt in ((REPLAYED, examples.fit), (CHECKED, examples.held_out)):
            kept = [*read_sample(base, sample), *some(learnt, settings.seed)]
            if kept:
                write_sample(work / sample, numbered(kept))
        write_model(work, summary.output, base, found, settings)
        if found.enough_to_calibrate:
            judged.calibrate(output, base)
    return found


def _check_output(output: Path) -> None:
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise InputError(f"`{output}` exists already; give another --output, or remove it first.")


class _Judged:
    """The sets that a model is judged by."""

    def __init__(self, work: Path, device: str, tell: Tell) -> None:
        self.work, self.device, self.tell = work, device, tell
        self.sets: list[tuple[str, int]] = []

    def add(self, name: str, examples: Sequence[Example]) -> None:
        """Add a set, unless it is empty."""
        if examples:
            write_sample(self.work / f"judged-{len(self.sets)}.csv.gz", numbered(examples))
            self.sets.append((name, len(examples)))

    def judge(self, folder: Path, when: str) -> list[Evaluation]:
        """Evaluate a model on each set."""
        model = load_model(folder, self.device)
        return [
            self._evaluation(number, model, f"{name}, {when}")
            for number, (name, _) in enumerate(self.sets)
        ]

    def calibrate(self, folder: Path, base: Path) -> None:
        """Calibrate the new model on the sets; it has met what the old one had, and more."""
        met = MetSurroundings.load(base)
        if met is not None:
            met.save(folder)

        def report(progress: CalibrationProgress) -> None:
            self.tell(FinetuneProgress("calibrating", progress.done, progress.total or 0))

        calibrate(
            folder,
            [self.work / f"judged-{number}.csv.gz" for number in range(len(self.sets))],
            trained_on=[] if met is None else self.work / LEARNT,
            limit=_FLASKS_CALIBRATED,
            workers=1,
            device=self.device,
            progress=report,
        )

    def _evaluation(self, number: int, model: FlowModel, stage: str) -> Evaluation:
        def report(progress: FileProgress) -> None:
            self.tell(FinetuneProgress(stage, progress.lines, progress.total or progress.lines))

        found = evaluate(
            self.work / f"judged-{number}.csv.gz", model=model, device=self.device, progress=report
        )
        assert isinstance(found, Evaluation)
        return found


def _learn(
    work: Path,
    examples: Examples,
    base: Path,
    settings: FinetuneSettings,
    device: str,
    tell: Tell,
) -> tuple[TrainSummary, float, int]:
    """Train on the mixture; return the run, the epochs its weights have had, and those planned."""
    pools = [
        examples.fit,
        read_sample(general_sample(), REPLAYED),
        read_sample(base, REPLAYED),
    ]
    sizes = [sum(map(len, pool)) for pool in pools]
    store = _arrays(work / LEARNT, [one for pool in pools for one in pool])
    epochs = settings.epochs_for(sizes[0])
    places = mixture(sizes, epochs, settings.replay, settings.seed)
    selection = StepSelection(store, places)
    updates = len(SizeBucketedBatches(selection.sizes, settings.batch_pairs, settings.seed))
    every = max(1, round(updates / epochs))
    valid = _arrays(work / "held out", examples.held_out) if examples.held_out else None
    known = load_checkpoint(base)[1]
    report = TrainSettings()
    training = TrainSettings(
        epochs=1.0,
        batch_pairs=settings.batch_pairs,
        learning_rate=settings.learning_rate,
        warmup_steps=max(1, updates // 10),
        decay_share=0.8,
        noise=known.noise,
        share_at_start=_number(known.training.get("share_at_start"), report.share_at_start),
        leave_out=0.0,
        flatten=0.0,
        precision=settings.precision,
        seed=settings.seed,
        validate_every=every,
        validation_steps=_STEPS_JUDGED,
        trained=settings.method,
        last_blocks=settings.last_blocks,
        rank=settings.rank,
        patience=settings.patience if valid is not None else None,
    )

    lowest, best_step = float("inf"), 0

    def on_update(progress: Progress) -> None:
        nonlocal lowest, best_step
        if progress.validation is None and progress.step == progress.steps:
            best_step = progress.step
        elif progress.validation is not None and progress.validation.loss < lowest:
            lowest, best_step = progress.validation.loss, progress.step
        tell(FinetuneProgress("learning", progress.step, progress.steps, progress.loss))

    summary = train(
        selection, work / "run", valid=valid, settings=training, start_from=base, device=device,
        progress=on_update,
    )  # fmt: skip
    return summary, epochs * best_step / updates, epochs


def _number(data: object, otherwise: float) -> float:
    return float(data) if isinstance(data, int | float) else otherwise


def _arrays(folder: Path, examples: Sequence[Example]) -> StepStore:
    """The compact arrays of examples; all of them were read before."""
    source = folder.with_name(f"{folder.name}.csv.gz")
    write_sample(source, numbered(examples))
    preprocess(source, folder, workers=1)
    return StepStore.open(folder)
