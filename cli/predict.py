"""`flower predict`: reactants in, ranked outcomes with their mechanisms out."""

import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import flower
from flower.errors import InputError

from . import options, telling
from .flasks import Telling, answer
from .writing import PAGES, PICTURES, REACTIONS, TABLES, check_place

_STAGED = re.compile(r"\s(?:then|heat|light)(?=\s|$)", re.IGNORECASE)
_NO_STAGES = "--network is of one flask, and stages are given; leave them out, or --network."


def predict(
    *,
    reactants: options.Reactants = None,
    input_file: options.Input = None,
    column: options.Column = None,
    reagents: options.With = None,
    solvents: options.Solvent = None,
    then: options.Then = None,
    search: flower.SearchSettings,
    target: Annotated[
        str | None,
        typer.Option(
            metavar="SMILES",
            help="Look for a way to this molecule, however improbable, instead of outcomes.",
        ),
    ] = None,
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
            "through; of a file, one page with an index and the report of each flask.",
        ),
    ] = None,
    energies: Annotated[
        bool,
        typer.Option(
            "--energies",
            help='Show the energy profile of the first outcome in the --report (extra "energies").',
        ),
    ] = False,
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
    """Predict what becomes of reactants, one elementary step after another.

    Of a file, a stopped run, even a killed one, goes on when called again with the same --output.

    flower predict "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
    flower predict "CC(=O)c1ccccc1.C[Mg]Br" --solvent THF --then HCl
    """
    as_json = as_json or written is options.Format.json
    if energies and report is None:
        raise InputError("Energies are shown in a report; give --report FILE and --energies.")
    source = input_file or reactants
    if report is not None:
        check_place(report, PAGES, "a page", source)
    if network is not None:
        check_place(network, (".json", ".graphml"), "a network", source)
        if then or _STAGED.search(" ".join([source or "", *(reagents or ())])):
            raise InputError(_NO_STAGES)
    wanted = None
    if energies:
        wanted = flower.EnergySettings(
            solvent=options.one_solvent(solvents), cache=flower.energies.user_cache()
        )
    settings = telling.searched(search, choice)
    asked: dict[str, Any] = {**asdict(choice), **asdict(search), "target": target}
    asked["reagents"] = [*(reagents or ()), *(solvents or ())]
    asked["then"] = then or []
    as_page = output is not None and output.suffix.lower() in PAGES
    looked_at = network is not None or report is not None or as_page
    ask = partial(flower.iter_predictions, network=looked_at, **asked)
    ask_file = partial(
        flower.predict_file,
        workers=workers,
        engine=engine.value,
        address=address,
        restart=restart,
        settings=settings,
        **asked,
    )
    tell = Telling(
        text=partial(telling.summary_lines, settings=settings),
        kinds=(*TABLES, *PICTURES, *PAGES, *REACTIONS),
        settings=settings,
        hydrogens=hydrogens,
        alone="--network" if network is not None else "--energies" if energies else "",
        report=report,
        keep=partial(
            _keep,
            network=network,
            report=report,
            settings=settings,
            energies=wanted,
            model=choice.model,
        )
        if network or report
        else None,
    )
    answer(reactants, input_file, column, ask, ask_file, tell, as_json, output)


def _keep(
    prediction: "flower.Prediction",
    network: Path | None,
    report: Path | None,
    settings: str,
    energies: "flower.EnergySettings | None",
    model: str,
) -> None:
    if network is not None and prediction.network is None:
        raise InputError(_NO_STAGES)
    if network is not None and prediction.network is not None:
        prediction.network.save(network)
    if report is not None:
        scored = None
        if energies is not None and prediction.outcomes and not prediction.outcomes[0].steps:
            settings += "; no energies, for nothing happens in the first outcome"
        elif energies is not None and prediction.outcomes:
            steps = tuple(step.mapped for step in prediction.outcomes[0].steps)
            mechanism = flower.Mechanism("the first outcome", steps)
            scored = flower.score(mechanism, model=model, energies=energies)
        flower.write_report(prediction, report, settings, scored)
