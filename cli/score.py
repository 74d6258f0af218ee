"""`flower score`: steps and mechanisms in, how probable and how feasible they are out."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import flower
from flower.errors import InputError

from . import options
from .bars import Bar
from .files import write_file
from .flasks import is_json, written_as
from .scores import score_lines
from .writing import TABLES, check_place, is_reaction, opened, print_text

_ENERGIES = flower.EnergySettings()


def score(
    *,
    steps: Annotated[
        str,
        typer.Argument(
            metavar="STEP",
            help="An elementary step `reactants>>products` of the whole flask, mapped or not; or a "
            "file of steps or mechanisms (.txt, .csv, .tsv, .xlsx, .parquet, .rxn, .rdf, or "
            "the .json of `flower "
            "predict --json`).",
            show_default=False,
        ),
    ],
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps.")
    ] = "reaction",
    search: Annotated[flower.SearchSettings, "score"],
    choice: flower.ModelChoice,
    as_json: options.JsonLines = False,
    written: options.Written = options.Format.text,
    output: options.Output = None,
    energies: Annotated[
        bool,
        typer.Option("--energies", help='Reaction energies by GFN2-xTB too (extra "energies").'),
    ] = False,
    barriers: Annotated[
        bool, typer.Option("--barriers", help="Estimate barriers too, by relaxed scans.")
    ] = False,
    solvents: Annotated[
        list[str] | None,
        typer.Option(
            "--solvent", help="ALPB solvent of the energies: water, dmso, ...", show_default="gas"
        ),
    ] = None,
    whole_flask: Annotated[
        bool,
        typer.Option("--whole-flask", help="Energies of the whole flask as one complex."),
    ] = False,
    conformers: Annotated[
        int, typer.Option(help="Starting geometries of each structure.")
    ] = _ENERGIES.conformers,
    time_limit_s: Annotated[
        float, typer.Option(help="Seconds for a structure; then it is not converged.")
    ] = _ENERGIES.time_limit_s,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Processes that answer the lines of a file, or that compute energies.",
            show_default=f"one per core, {_ENERGIES.workers} for energies",
        ),
    ] = None,
    engine: options.Engine = options.Place.local,
    address: options.Address = None,
    restart: options.Restart = False,
    cache: Annotated[
        Path | None,
        typer.Option(help="Folder that keeps energies.", show_default="~/.cache/flower/energies"),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            help="Draw the energy profile of the one step or mechanism as SVG.", show_default=False
        ),
    ] = None,
) -> None:
    """Say of elementary steps how probable and how feasible they are.

    Of a file, a stopped run, even a killed one, goes on when called again with the same --output.

    flower score "CCBr.[OH-]>>CCO.[Br-]" --energies --solvent water
    """
    as_json = as_json or written is options.Format.json
    if profile is not None:
        check_place(profile, (".svg",), "an energy profile", steps)
    wanted: flower.EnergySettings | None = None
    if energies or barriers or profile is not None:
        wanted = flower.EnergySettings(
            solvent=options.one_solvent(solvents),
            conformers=conformers,
            mode="flask" if whole_flask else "reacting",
            time_limit_s=time_limit_s,
            workers=workers or _ENERGIES.workers,
            cache=cache or flower.energies.user_cache(),
            barriers=barriers,
        )
    elif solvents:
        raise InputError("--solvent is of energies alone; give --energies too.")
    asked: dict[str, Any] = {**asdict(choice), **options.of_verb("score", search)}
    if not is_reaction(steps) and profile is None:
        ask: Callable[..., flower.FileSummary] = partial(
            flower.score_file, steps, column=column, written=written_as(output, as_json),
            energies=wanted, workers=None if wanted else workers,
            engine=engine.value, address=address, restart=restart, **asked,
        )  # fmt: skip
        write_file(ask, output, "Scoring")
        return
    as_json = is_json(output, as_json, TABLES, steps)
    given = flower.Mechanism(steps, (steps,)) if is_reaction(steps) else _only(steps, column)
    with Bar("Energies") if wanted else nullcontext() as bar:
        found = next(
            flower.iter_scores(
                [given], energies=wanted, energy_progress=_told_to(bar) if bar else None, **asked
            )
        )  # fmt: skip
    if output is not None and output.suffix.lower() in TABLES:
        flower.write_answer(found, output)
        if profile is not None:
            _draw(found, profile)
        return
    with opened(output) as stream:
        if as_json:
            indent = 2 if stream.isatty() else None
            print(json.dumps(found.to_json_dict(), indent=indent), file=stream)
        elif found.error is None:
            print_text(lambda width: score_lines(found, width), stream)
    if found.error is not None:
        raise InputError(found.error)
    if profile is not None:
        _draw(found, profile)


def _only(path: str, column: str) -> flower.Mechanism:
    """The one mechanism of a file."""
    mechanisms = list(flower.read_mechanisms(Path(path), column))
    if not mechanisms:
        raise InputError(f"`{path}` holds no step; write one `reactants>>products` a line.")
    if len(mechanisms) > 1:
        raise InputError(
            f"`{path}` holds {len(mechanisms)} mechanisms; give one to draw its --profile."
        )
    return mechanisms[0]


def _draw(scores: flower.Score, profile: Path) -> None:
    svg = flower.draw_energy_profile(scores)
    with opened(profile) as stream:
        stream.write(svg)


def _told_to(bar: Bar) -> Callable[[int, int], None]:
    return lambda done, total: bar(flower.FileProgress(done, total))
