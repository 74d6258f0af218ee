"""`flower predict`: reactants in, ranked outcomes with their mechanisms out."""

from functools import partial
from typing import Annotated

import typer

import flower

from . import options, telling
from .flasks import Telling, answer


def predict(
    reactants: options.Reactants = None,
    input_file: options.Input = None,
    column: options.Column = None,
    max_steps: Annotated[
        int, typer.Option(help="Elementary steps a mechanism may have.")
    ] = flower.SearchSettings.max_steps,
    beam: Annotated[
        int, typer.Option(help="States followed after each step, the most probable ones.")
    ] = flower.SearchSettings.beam,
    samples: options.Samples = flower.ModelChoice.samples,
    evaluations: options.Evaluations = flower.ModelChoice.evaluations,
    top: Annotated[int, typer.Option(help="Outcomes shown.")] = flower.SearchSettings.top,
    seed: options.Seed = flower.ModelChoice.seed,
    device: options.Device = flower.ModelChoice.device,
    model: options.Model = flower.ModelChoice.model,
    written: options.Written = options.Format.text,
    output: options.Output = None,
) -> None:
    """Predict what becomes of reactants, one elementary step after another.

    flower predict "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
    """
    draws = telling.drawn(samples, evaluations, seed)
    settings = f"at most {telling.counted(max_steps, 'step')}, beam {beam}; {draws}"
    ask = partial(
        flower.iter_predictions,
        model=model,
        max_steps=max_steps,
        beam=beam,
        samples=samples,
        evaluations=evaluations,
        top=top,
        seed=seed,
        device=device,
    )
    tell = Telling(
        text=partial(telling.outcome_lines, settings=settings),
        columns=telling.OUTCOME_COLUMNS,
        row=telling.outcome_row,
    )
    answer(reactants, input_file, column, ask, tell, written, output)
