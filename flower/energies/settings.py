"""How reaction energies are computed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from flower.errors import InputError, shorten

Mode = Literal["reacting", "flask"]

METHOD = "GFN2-xTB"
ALPB_SOLVENTS = (
    "acetone", "acetonitrile", "aniline", "benzaldehyde", "benzene", "ch2cl2", "chcl3", "cs2",
    "dioxane", "dmf", "dmso", "ethanol", "ether", "ethylacetate", "furane", "hexadecane", "hexane",
    "methanol", "nitromethane", "octanol", "phenol", "thf", "toluene", "water", "woctanol",
)  # fmt: skip
"""Solvents that tblite has ALPB parameters of for GFN2-xTB."""


@dataclass(frozen=True)
class EnergySettings:
    """How reaction energies are computed.

    Attributes:
        method: "GFN2-xTB", the only one there is (Bannwarth, Ehlert and Grimme, J. Chem. Theory
            Comput. 15, 1652, 2019).
        solvent: name of an ALPB solvent (Ehlert, Stahn, Spicher and Grimme, J. Chem. Theory
            Comput. 17, 4250, 2021), such as "water" or, as `flower.records.reagents`
            knows it, "DCM"; None for the gas phase.
        conformers: starting geometries of each structure, the lowest minimum of which counts.
        seed: of the starting geometries.
        mode: "reacting" computes the molecules that change, each on its own; "flask" all molecules
            of a side as one complex, which costs far more and depends on how they happen to lie.
        time_limit_s: seconds for a structure, all conformers together, and for a barrier.
        workers: processes, of one thread each.
        cache: folder where results are kept; None for none. See `flower.energies.cache`.
        barriers: whether to estimate barriers too.

    >>> EnergySettings(solvent="Water").described
    'GFN2-xTB, ALPB water, 5 conformers, seed 0'
    """

    method: str = METHOD
    solvent: str | None = None
    conformers: int = 5
    seed: int = 0
    mode: Mode = "reacting"
    time_limit_s: float = 60.0
    workers: int = 1
    cache: Path | None = None
    barriers: bool = False

    def __post_init__(self) -> None:
        if self.method != METHOD:
            raise InputError(f"The method `{shorten(self.method)}` is not there; use `{METHOD}`.")
        if self.mode not in get_args(Mode):
            raise InputError(
                f"The mode `{shorten(self.mode)}` is not known; use reacting or flask."
            )
        for name, value, least in (
            ("conformers", self.conformers, 1),
            ("seed", self.seed, 0),
            ("workers", self.workers, 1),
        ):
            if value < least:
                raise InputError(f"`{name}` is {value}; give at least {least}.")
        if not 0 < self.time_limit_s < float("inf"):
            raise InputError(f"`time_limit_s` is {self.time_limit_s:g}; give seconds above 0.")
        if self.solvent is not None:
            from flower.records.reagents import named_reagent  # the shell's help needs no RDKit

            known = named_reagent(self.solvent)
            names = [self.solvent.strip(), *(known.names if known else ())]
            there = [one.lower() for one in names if one.lower() in ALPB_SOLVENTS]
            if not there:
                raise InputError(
                    f"There are no ALPB parameters for the solvent `{shorten(self.solvent)}`; "
                    f"use one of {', '.join(ALPB_SOLVENTS)}."
                )
            object.__setattr__(self, "solvent", there[0])

    @property
    def described(self) -> str:
        """The method in words, for the output."""
        phase = "gas phase" if self.solvent is None else f"ALPB {self.solvent}"
        plural = "s" * (self.conformers > 1)
        whole = ", whole flask" if self.mode == "flask" else ""
        return (
            f"{self.method}, {phase}, {self.conformers} conformer{plural}, seed {self.seed}{whole}"
        )
