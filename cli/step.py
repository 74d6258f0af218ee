"""`flower step`: reactants in, the ranked candidates for one elementary step out."""

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import flower

from . import options, telling
from .flasks import Telling, answer
from .writing import PICTURES, REACTIONS, TABLES


def step(
    *,
    reactants: options.Reactants = None,
    input_file: options.Input = None,
    column: options.Column = None,
    search: Annotated[flower.SearchSettings, "step"],
    choice: flower.ModelChoice,
    as_json: options.JsonLines = False,
    written: options.Written = options.Format.text,
    output: options.Output = None,
    hydrogens: options.Hydrogens = False,
    workers: options.Workers = None,
    engine: options.Engine = options.Place.local,
    address: options.Address = None,
    restart: options.Restart = False,
) -> None:
    """Rank what may happen next to reactants, in one elementary step.

    Of a file, a stopped run, even a killed one, goes on when called again with the same --output.

    flower step "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
    """
    as_json = as_json or written is options.Format.json
    draws = telling.drawn(choice.samples, choice.evaluations, search.seed)
    settings = f"one step; {draws}"
    asked: dict[str, Any] = {**asdict(choice), **options.of_verb("step", search)}
    ask = partial(flower.iter_steps, **asked)
    ask_file = partial(
        flower.step_file,
        workers=workers,
        engine=engine.value,
        address=address,
        restart=restart,
        **asked,
    )
    tell = Telling(
        text=partial(telling.summary_lines, settings=settings),
        kinds=(*TABLES, *PICTURES, *REACTIONS),
        hydrogens=hydrogens,
    )
    answer(reactants, input_file, column, ask, ask_file, tell, as_json, output)
