"""The arguments and options that `flower predict` and `flower step` share."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

import flower
from flower.errors import InputError


class Format(str, Enum):
    """How results are written."""

    text = "text"
    json = "json"


class Place(str, Enum):
    """Where the lines of a file are answered."""

    local = "local"
    ray = "ray"


FILES = "Files of flasks"

Reactants = Annotated[
    str | None,
    typer.Argument(
        help="SMILES of all molecules in the flask, separated by dots; or a file of flasks, one a "
        "line or record (.smi, .csv, .tsv, .xlsx, .parquet, .sdf, .rdf, .mol, .rxn), or - for the "
        "standard input.",
        show_default=False,
    ),
]
Input = Annotated[
    str | None,
    typer.Option(
        "--input",
        "-i",
        help="File of flasks, or -; instead of REACTANTS.",
        show_default=False,
        rich_help_panel=FILES,
    ),
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="SMILES|NAME",
        help="Put this into the flask too: SMILES, or a name such as NaBH4, TEA. Repeatable.",
        show_default=False,
    ),
]
Solvent = Annotated[
    list[str] | None,
    typer.Option(
        "--solvent",
        metavar="SMILES|NAME",
        help="Put a solvent into the flask, such as THF; with --energies, in which they are "
        "computed too. Repeatable.",
        show_default=False,
    ),
]
Then = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SMILES|NAME",
        help='A further stage: put this in, such as HCl, to what has come about. "HCl without '
        'THF" takes molecules away first; " heat" and " light" hold in the stage. Repeatable.',
        show_default=False,
    ),
]
Column = Annotated[
    str | None,
    typer.Option(
        help="Column of a table that holds the SMILES.",
        show_default="reactants, smiles or reaction",
        rich_help_panel=FILES,
    ),
]
Device = Annotated[
    str, typer.Option(help="Where the model runs: cpu, cuda, ..., or auto: cuda if there is one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
JsonLines = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Write one JSON object a flask; without it text, of a file one tab-separated line a "
        "flask.",
    ),
]
Written = Annotated[Format, typer.Option("--format", hidden=True)]
"""What `--json` was called."""
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write to instead of the screen, of the kind that its ending says: .txt, "
        ".json, .jsonl, .csv, .tsv, .parquet; of one flask also pictures, pages and reactions. A "
        "file of flasks is FILE.part until all is done.",
        show_default=False,
    ),
]
TextOutput = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write to instead of the screen: text (.txt) or JSON (.json).",
        show_default=False,
    ),
]
Hydrogens = Annotated[
    bool,
    typer.Option(
        "--hydrogens",
        help="Write every hydrogen as an atom in an --output of reactions (.rsmi, .rdf, ...).",
    ),
]
Restart = Annotated[
    bool,
    typer.Option(
        "--restart",
        help="Begin anew, where a run that was stopped would otherwise go on.",
        rich_help_panel=FILES,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        help="Processes that answer the lines of a file, each with a model of its own.",
        show_default="one per core",
        rich_help_panel=FILES,
    ),
]
Engine = Annotated[
    Place,
    typer.Option(
        help='Where the lines of a file are answered: here, or on a Ray cluster (extra "ray").',
        rich_help_panel=FILES,
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        help="Address of the Ray cluster.",
        show_default="RAY_ADDRESS, or this machine alone",
        rich_help_panel=FILES,
    ),
]


def model_names(begun: str) -> list[str]:
    """Names that complete what was begun: models that ship, and folders of models here.

    >>> model_names("flower-b")
    ['flower-base']
    """
    return [one.name for one in flower.list_models() if one.name.startswith(begun)]


def one_solvent(solvents: list[str] | None) -> str | None:
    """The solvent of energies, if one is given; InputError if several are."""
    if solvents and len(solvents) > 1:
        raise InputError(
            f"--solvent is given {len(solvents)} times, and energies are computed in one solvent; "
            "give one."
        )
    return solvents[0] if solvents else None


def of_verb(verb: str, search: flower.SearchSettings) -> dict[str, Any]:
    """Those of the settings that a verb has, by name."""
    declared = search.options().items()
    return {name: getattr(search, name) for name, one in declared if verb in one.option.verbs}
