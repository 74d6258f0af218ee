"""The arguments and options that `flower predict` and `flower step` share."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class Format(str, Enum):
    """How results are written."""

    text = "text"
    json = "json"


class Place(str, Enum):
    """Where the lines of a file are answered."""

    local = "local"
    ray = "ray"


Reactants = Annotated[
    str | None,
    typer.Argument(
        help="SMILES of all molecules in the flask, separated by dots; or a file of them, one "
        "flask a line (.smi, .csv, .tsv, .parquet), or - for the standard input.",
        show_default=False,
    ),
]
Input = Annotated[
    str | None,
    typer.Option(
        "--input", "-i", help="File of flasks, or -; instead of REACTANTS.", show_default=False
    ),
]
Column = Annotated[
    str | None,
    typer.Option(
        help="Column of a table that holds the SMILES.", show_default="reactants, smiles or SMILES"
    ),
]
Samples = Annotated[
    int,
    typer.Option(
        help="Random draws averaged for each step, of a model that draws; with 1 nothing is random."
    ),
]
Evaluations = Annotated[
    int | None,
    typer.Option(
        help="Times the network is asked in each draw, of a model that draws.",
        show_default="the model's own",
    ),
]
Heat = Annotated[
    bool, typer.Option("--heat", help="The flask is heated, of a model that has learnt heat.")
]
Light = Annotated[
    bool, typer.Option("--light", help="It is irradiated, of a model that has learnt light.")
]
Seed = Annotated[int, typer.Option(help="Seed of the draws.")]
Device = Annotated[
    str, typer.Option(help="Where the model runs: cpu, cuda, ..., or auto: cuda if there is one.")
]
Model = Annotated[str, typer.Option(help="Name of a model, or the folder of one.")]
Written = Annotated[
    Format,
    typer.Option(
        "--format",
        help="Text (of a file, one tab-separated line a flask), or one JSON object a flask.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write to instead of the screen; it is FILE.part until all is done.",
        show_default=False,
    ),
]
Restart = Annotated[
    bool,
    typer.Option(
        "--restart", help="Begin anew, where a run that was stopped would otherwise go on."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        help="Processes that answer the lines of a file, each with a model of its own.",
        show_default="one per core",
    ),
]
Engine = Annotated[
    Place,
    typer.Option(
        help='Where the lines of a file are answered: here, or on a Ray cluster (extra "ray").'
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        help="Address of the Ray cluster.", show_default="RAY_ADDRESS, or this machine alone"
    ),
]
