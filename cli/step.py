"""`flower step`: reactants in, the ranked candidates for one elementary step out."""

from functools import partial
from typing import Annotated, Any

import typer

import flower

from . import options, telling
from .flasks import Telling, answer


def step(
    reactants: options.Reactants = None,
    input_file: options.Input = None,
    column: options.Column = None,
    reacts: Annotated[
        bool, typer.Option("--reacts", help="Give the steps given that something happens.")
    ] = flower.SearchSettings.reacts,
    samples: options.Samples = flower.ModelChoice.samples,
    evaluations: options.Evaluations = flower.ModelChoice.evaluations,
    top: Annotated[int, typer.Option(help="Steps shown.")] = flower.SearchSettings.top,
    heat: options.Heat = False,
    light: options.Light = False,
    seed: options.Seed = flower.ModelChoice.seed,
    device: options.Device = flower.ModelChoice.device,
    model: options.Model = flower.ModelChoice.model,
    written: options.Written = options.Format.text,
    output: options.Output = None,
    workers: options.Workers = None,
    engine: options.Engine = options.Place.local,
    address: options.Address = None,
    restart: options.Restart = False,
) -> None:
    """Rank what may happen next to reactants, in one elementary step.

    Of a file, a stopped run, even a killed one, goes on when called again with the same --output.

    flower step "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
    """
    settings = f"one step; {telling.drawn(samples, evaluations, seed)}"
    asked: dict[str, Any] = {
        "model": model,
        "reacts": reacts,
        "samples": samples,
        "evaluations": evaluations,
        "top": top,
        "heat": heat,
        "light": light,
        "seed": seed,
        "device": device,
    }
    ask = partial(flower.iter_steps, **asked)
    ask_file = partial(
        flower.step_file,
        workers=workers,
        engine=engine.value,
        address=address,
        restart=restart,
        **asked,
    )
    tell = Telling(text=partial(telling.summary_lines, settings=settings))
    answer(reactants, input_file, column, ask, ask_file, tell, written, output)
