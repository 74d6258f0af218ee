"""Molecules whose rings RDKit would count for ever are refused before it begins.

Of rings of one size it lists all that are equally short, and these can be exponentially many: in
a belt of four-membered rings their number doubles with every other one. Whatever has that many
rings joined is first tried in a process of its own, which can be ended.
"""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache

import networkx as nx
from rdkit import Chem

from flower.errors import InputError, shorten

MOST_JOINED_RINGS = 14
"""Rings of one system (bonds less atoms, plus one) up to which no molecule takes long."""
LIMIT_S = 0.5
"""Seconds that RDKit may take for the rings; it does so for every state of a search."""

_START_S = 60.0  # for a new process to have RDKit at hand on a busy machine
_TRIAL = """
import sys
from rdkit import Chem, rdBase
parameters = Chem.SmilesParserParams()
parameters.allowCXSMILES = parameters.sanitize = parameters.removeHs = False
mol = Chem.MolFromSmiles(sys.stdin.read(), parameters)
try:
    import resource, signal
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.setitimer(signal.ITIMER_VIRTUAL, float(sys.argv[1]))
except ImportError:
    pass
Chem.GetSymmSSSR(mol)
"""


def refuse_endless_rings(mol: Chem.Mol, smiles: str) -> None:
    """Raise InputError if the rings of an unsanitized molecule would take too long to find.

    >>> from flower.electrons.as_written import unsanitized
    >>> belt = "C12C3C4C1" + "C5C1" * 50 + "C5C2C3C45"
    >>> refuse_endless_rings(unsanitized(belt), belt)
    Traceback (most recent call last):
    flower.errors.InputError: `C12C3...` has 55 rings joined in a way that takes too long \
to analyse; leave that molecule out.
    """
    most = joined_rings(mol)
    if most > MOST_JOINED_RINGS and not _found_in_time(smiles):
        raise InputError(
            f"`{shorten(smiles)}` has {most} rings joined in a way that takes too long to analyse; "
            "leave that molecule out."
        )


def joined_rings(mol: Chem.Mol) -> int:
    """Return the rings of the largest ring system, 0 where no system can have many.

    >>> joined_rings(Chem.MolFromSmiles("c1ccccc1.C1CC1"))
    0
    """
    if mol.GetNumBonds() - mol.GetNumAtoms() + len(Chem.GetMolFrags(mol)) <= MOST_JOINED_RINGS:
        return 0  # not even all together
    graph = nx.Graph((b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in mol.GetBonds())
    sizes = (
        len(edges) - len({i for edge in edges for i in edge}) + 1
        for edges in nx.biconnected_component_edges(graph)
    )
    return max(sizes, default=0)


@lru_cache(maxsize=256)
def _found_in_time(smiles: str) -> bool:
    command = [sys.executable, "-I", "-c", _TRIAL, str(LIMIT_S)]
    try:
        tried = subprocess.run(
            command, input=smiles, text=True, capture_output=True, timeout=_START_S, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0
