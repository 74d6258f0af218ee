"""What the processes compute: one structure, or one scan from reactants to products."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple

from rdkit import Chem

from flower.energies.cache import Computed, read_entry, write_entry
from flower.energies.settings import EnergySettings
from flower.errors import InputError, shorten

_NEEDED = ("tblite", "ase")


class Job(NamedTuple):
    """Something to compute once.

    Attributes:
        kind: "structure", or "scan" for a barrier.
        smiles: canonical, of a molecule or complex; of a scan `reactants>>products`, mapped.
    """

    kind: Literal["structure", "scan"]
    smiles: str


class NotComputed(NamedTuple):
    """A job that gave nothing, and why."""

    reason: str


def require_extra() -> None:
    """Raise InputError, with the command that mends it, if tblite or ASE is missing."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise InputError(
            f"Reaction energies need {' and '.join(missing)}, which {verb} not installed; install "
            'with `pip install "flower-mechanisms[energies]"`.'
        )


def known(settings: EnergySettings, job: Job) -> Computed | None:
    """Return what the cache knows of a job."""
    return None if settings.cache is None else read_entry(settings.cache, cache_key(settings, job))


def compute(settings: EnergySettings, jobs: Sequence[Job]) -> Computed | NotComputed:
    """Compute the one job given and keep the result in the cache: the work of a process."""
    (job,) = jobs
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by tblite when it is imported
    from flower.energies.barrier import ScanFailedError, scan
    from flower.energies.geometry import NoGeometryError, structure
    from flower.energies.gfn2 import NotConvergedError, lowest_energy

    try:
        if job.kind == "scan":
            computed = scan(job.smiles, settings.method, settings.solvent, settings.seed)
        else:
            energy, rearranged = lowest_energy(
                structure(job.smiles),
                settings.method,
                settings.solvent,
                settings.conformers,
                settings.seed,
            )
            note = f"{shorten(job.smiles)} rearranged while it was optimised" if rearranged else ""
            computed = Computed((energy,), note)
    except (NotConvergedError, NoGeometryError, ScanFailedError) as error:
        return NotComputed(str(error))
    if settings.cache is not None:
        with suppress(OSError):  # a full disk must not cost the result
            write_entry(settings.cache, cache_key(settings, job), computed)
    return computed


def cache_key(settings: EnergySettings, job: Job) -> dict[str, Any]:
    """All that a result depends on."""
    return {
        "kind": job.kind,
        "smiles": job.smiles,
        "method": settings.method,
        "solvent": settings.solvent,
        # A scan goes out from one geometry.
        "conformers": settings.conformers if job.kind == "structure" else 1,
        "seed": settings.seed,
        "versions": _versions(),
    }


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    named = {name: version(name) for name in _NEEDED if find_spec(name) is not None}
    return {**named, "rdkit": str(Chem.rdBase.rdkitVersion)}
