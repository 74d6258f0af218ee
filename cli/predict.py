"""`flower predict`: reactants in, ranked outcomes with their mechanisms out."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import flower
from flower.errors import InputError

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
    target: Annotated[
        str | None,
        typer.Option(
            metavar="SMILES",
            help="Look for a way to this molecule, however improbable, instead of outcomes.",
        ),
    ] = None,
    max_states: Annotated[
        int | None,
        typer.Option(help="States the model may be asked about for a flask. [default: no limit]"),
    ] = flower.SearchSettings.max_states,
    time_limit_s: Annotated[
        float | None,
        typer.Option(help="Seconds for a flask; then the best so far is told. [default: no limit]"),
    ] = flower.SearchSettings.time_limit_s,
    reacts: Annotated[
        bool,
        typer.Option(
            "--reacts",
            help="Give the outcomes given that something happens; this is told anyway where "
            "nothing happening is the most probable.",
        ),
    ] = flower.SearchSettings.reacts,
    network: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Write all states and steps looked at: JSON, or GraphML to a `.graphml`. "
            "One flask only.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Write an HTML page with every step drawn and the network of states to click "
            "through. One flask only.",
        ),
    ] = None,
    energies: Annotated[
        bool,
        typer.Option(
            "--energies",
            help='Show the energy profile of the first outcome in the --report (extra "energies").',
        ),
    ] = False,
    solvent: Annotated[
        str | None,
        typer.Option(help="ALPB solvent of the energies: water, dmso, ...", show_default="gas"),
    ] = None,
    samples: options.Samples = flower.ModelChoice.samples,
    evaluations: options.Evaluations = flower.ModelChoice.evaluations,
    top: Annotated[int, typer.Option(help="Outcomes shown.")] = flower.SearchSettings.top,
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
    """Predict what becomes of reactants, one elementary step after another.

    Of a file, a stopped run, even a killed one, goes on when called again with the same --output.

    flower predict "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
    """
    if (energies or solvent is not None) and (report is None or not energies):
        raise InputError("Energies are shown in a report; give --report FILE and --energies.")
    wanted = None
    if energies:
        wanted = flower.EnergySettings(solvent=solvent, cache=flower.energies.user_cache())
    draws = telling.drawn(samples, evaluations, seed)
    settings = f"at most {telling.counted(max_steps, 'step')}, beam {beam}; {draws}"
    asked: dict[str, Any] = {
        "model": model,
        "max_steps": max_steps,
        "beam": beam,
        "target": target,
        "max_states": max_states,
        "time_limit_s": time_limit_s,
        "reacts": reacts,
        "samples": samples,
        "evaluations": evaluations,
        "top": top,
        "heat": heat,
        "light": light,
        "seed": seed,
        "device": device,
    }
    ask = partial(
        flower.iter_predictions, network=network is not None or report is not None, **asked
    )
    ask_file = partial(
        flower.predict_file,
        workers=workers,
        engine=engine.value,
        address=address,
        restart=restart,
        **asked,
    )
    tell = Telling(
        text=partial(telling.summary_lines, settings=settings),
        keep=partial(
            _keep, network=network, report=report, settings=settings, energies=wanted, model=model
        )
        if network or report
        else None,
    )
    answer(reactants, input_file, column, ask, ask_file, tell, written, output)


def _keep(
    prediction: "flower.Prediction",
    network: Path | None,
    report: Path | None,
    settings: str,
    energies: "flower.EnergySettings | None",
    model: str,
) -> None:
    if network is not None and prediction.network is not None:
        prediction.network.save(network)
    if report is not None:
        scored = None
        if energies is not None and prediction.outcomes:
            steps = tuple(step.mapped for step in prediction.outcomes[0].steps)
            mechanism = flower.Mechanism("the first outcome", steps)
            scored = flower.score(mechanism, model=model, energies=energies)
        flower.write_report(prediction, report, settings, scored)
