"""`flower train`: arrays of elementary steps in, a model folder out."""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import flower
from flower.errors import InputError

from . import options
from .bars import Bar

_TRAIN, _NETWORK = flower.TrainSettings(), flower.NetworkSettings()


def train(
    steps: Annotated[Path, typer.Argument(help="Folder that `flower preprocess` wrote.")],
    output: Annotated[Path, typer.Option(help="Model folder to write; a stopped run goes on.")],
    valid: Annotated[
        Path | None, typer.Option(help="Arrays to validate on.", show_default="none")
    ] = None,
    start_from: Annotated[
        str | None,
        typer.Option("--from", help="Model to begin with.", show_default="random weights"),
    ] = None,
    epochs: Annotated[float, typer.Option(help="Passes over the training set.")] = _TRAIN.epochs,
    minutes: Annotated[
        float | None,
        typer.Option(
            help="Train so long instead of EPOCHS; the learning rate follows the clock.",
            show_default="by epochs",
        ),
    ] = None,
    batch_pairs: Annotated[
        int, typer.Option(help="Padded node pairs in a batch.")
    ] = _TRAIN.batch_pairs,
    batches_per_update: Annotated[
        int, typer.Option(help="Batches of one update; a multiple of the number of processes.")
    ] = _TRAIN.batches_per_update,
    learning_rate: Annotated[
        float, typer.Option(help="Learning rate on its plateau.")
    ] = _TRAIN.learning_rate,
    decay_share: Annotated[
        float, typer.Option(help="Share of the run over which the learning rate falls to zero.")
    ] = _TRAIN.decay_share,
    validate_every: Annotated[
        int, typer.Option(help="Updates between validations; each also saves.")
    ] = _TRAIN.validate_every,
    leave_out: Annotated[
        float,
        typer.Option(help="Share of flasks met without some molecules that the step leaves alone."),
    ] = _TRAIN.leave_out,
    leave_out_each: Annotated[
        float, typer.Option(help="Probability that such a molecule is left out there.")
    ] = _TRAIN.leave_out_each,
    weights: Annotated[
        Path | None,
        typer.Option(
            help="CSV `name,weight` or JSON: how often the steps of a source file or class are met "
            "in a pass.",
            show_default="once",
        ),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(help="One such weight, NAME=NUMBER; may be given again."),
    ] = None,
    flatten: Annotated[
        float,
        typer.Option(help="Exponent by which rare classes are met more often; 0: all alike."),
    ] = _TRAIN.flatten,
    precision: Annotated[str, typer.Option(help="auto, bf16 or fp32.")] = _TRAIN.precision,
    width: Annotated[int, typer.Option(help="Channels of a node.")] = _NETWORK.width,
    layers: Annotated[int, typer.Option(help="Transformer blocks.")] = _NETWORK.layers,
    heads: Annotated[int, typer.Option(help="Attention heads.")] = _NETWORK.heads,
    head: Annotated[
        str | None,
        typer.Option(
            help="What is learnt: the next of the jumps (discrete flow), or the endpoint "
            "(continuous flow).",
            show_default="that of --from, else jumps",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of weights, order, times, noise.")] = _TRAIN.seed,
    device: options.Device = flower.ModelChoice.device,
    as_json: options.Json = False,
) -> None:
    """Train a model on elementary steps.

    Kill it at any moment: called again, it goes on from the last save and ends as if it had not
    been stopped. OUTPUT/log.csv holds the losses and the validation figures.

    On several GPUs or cores: torchrun --nproc-per-node 4 -m flower.cli train ...
    --batches-per-update 4. The losses do not depend on the number of processes.
    """
    with Bar("Training", _rate, done="step", total="steps") as bar:
        summary = flower.train(
            steps,
            output,
            valid=valid,
            settings=flower.TrainSettings(
                epochs=epochs,
                minutes=minutes,
                batch_pairs=batch_pairs,
                batches_per_update=batches_per_update,
                learning_rate=learning_rate,
                decay_share=decay_share,
                validate_every=validate_every,
                leave_out=leave_out,
                leave_out_each=leave_out_each,
                weights=_weights(weights, weight or []),
                flatten=flatten,
                precision=precision,
                seed=seed,
            ),
            network=None
            if start_from
            else flower.NetworkSettings(width=width, layers=layers, heads=heads),
            head=head,
            start_from=start_from,
            device=device,
            progress=partial(_tell, bar),
        )
    if summary.rank:
        return  # process 0 tells
    if as_json:
        typer.echo(json.dumps(asdict(summary), default=str))
        return
    typer.echo(
        f"{summary.steps:,} updates, {summary.seen:,} examples seen in {summary.seconds:,.0f} s "
        f"({summary.seen / max(summary.seconds, 1e-9):,.0f} examples/s): {summary.output}"
    )
    if summary.validation:
        typer.echo(_figures(summary.validation))


def _weights(file: Path | None, texts: list[str]) -> dict[str, float]:
    weights = flower.read_weights(file) if file else {}
    for text in texts:
        name, _, number = text.rpartition("=")
        try:
            weights[name] = float(number)
        except ValueError:
            name = ""
        if not name:
            raise InputError(f"--weight is `{text}`; give NAME=NUMBER.")
    return weights


def _figures(validation: Any) -> str:
    return (
        f"validation: loss {validation.loss:.3f} nats, top-1 {validation.top1:.1%}, "
        f"done {validation.done:.1%}, conserved before decoding {validation.raw_conserved:.1%}"
    )


def _rate(progress: Any) -> str:
    return f"loss {progress.loss:.3f}, {progress.examples_per_s:.0f} examples/s"


def _tell(bar: Bar, progress: Any) -> None:
    bar(progress)
    if progress.validation:
        line = f"update {progress.step:,}: {_figures(progress.validation)}"
        bar.console.print(line, soft_wrap=True)
