"""`flower step`: reactants in, the ranked candidates for one elementary step out."""

from functools import partial
from typing import Annotated

import typer

import flower

from . import options, telling
from .flasks import Telling, answer


def step(
    reactants: options.Reactants = None,
    input_file: options.Input = None,
    column: options.Column = None,
    samples: options.Samples = flower.ModelChoice.samples,
    evaluations: options.Evaluations = flower.ModelChoice.evaluations,
    top: Annotated[int, typer.Option(help="Steps shown.")] = flower.SearchSettings.top,
    seed: options.Seed = flower.ModelChoice.seed,
    device: options.Device = flower.ModelChoice.device,
    model: options.Model = flower.ModelChoice.model,
    written: options.Written = options.Format.text,
    output: options.Output = None,
) -> None:
    """Rank what may happen next to reactants, in one elementary step.

    flower step "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
    """
    settings = f"one step; {telling.drawn(samples, evaluations, seed)}"
    ask = partial(
        flower.iter_steps,
        model=model,
        samples=samples,
        evaluations=evaluations,
        top=top,
        seed=seed,
        device=device,
    )
    tell = Telling(
        text=partial(telling.candidate_lines, settings=settings),
        columns=telling.STEP_COLUMNS,
        row=telling.candidate_row,
    )
    answer(reactants, input_file, column, ask, tell, written, output)
