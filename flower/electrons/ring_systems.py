"""Molecules whose rings RDKit would count for ever are refused before it begins.

Of rings of one size it lists all that are equally short, and these can be exponentially many: in
a belt of four-membered rings their number doubles with every other one. Whatever has that many
rings joined is first tried in a process of its own, which can be ended.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import lru_cache

from rdkit import Chem

from flower.errors import InputError, shorten
from flower.giving_way import elsewhere

MOST_JOINED_RINGS = 14
"""Rings of one system (bonds less atoms, plus one) up to which no molecule takes long."""
LIMIT_S = 0.5
"""Seconds that RDKit may take for the rings, aromaticity, Kekulé form and canonical SMILES."""

_MOST_REMEMBERED = 64
_endless: dict[str, str] = {}  # what was said of those that took too long
_START_S = 60.0  # for a new process to have RDKit at hand on a busy machine
_TRIAL = """
import sys
from rdkit import Chem, rdBase
rdBase.DisableLog("rdApp.*")
text = sys.stdin.read()
parameters = Chem.SmilesParserParams()
parameters.allowCXSMILES = parameters.sanitize = parameters.removeHs = False
try:
    import resource, signal
    signal.setitimer(signal.ITIMER_VIRTUAL, float(sys.argv[1]))
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    if most == resource.RLIM_INFINITY or most > 4 << 30:
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
except ImportError:
    pass
if text.startswith("InChI="):
    mol = Chem.MolFromInchi(text)
else:
    Chem.GetSymmSSSR(Chem.MolFromSmiles(text, parameters))
    mol = Chem.MolFromSmiles(text)
if mol is not None:
    Chem.MolToSmiles(mol)
    Chem.Kekulize(mol)
"""
_CONNECTIONS = re.compile(r"/c([^/]*)")


def refuse_endless_rings(mol: Chem.Mol, smiles: str) -> None:
    """Raise InputError if the rings of an unsanitized molecule would take too long to find.

    >>> from flower.electrons.as_written import unsanitized
    >>> belt = "C12C3C4C1" + "C5C1" * 50 + "C5C2C3C45"
    >>> refuse_endless_rings(unsanitized(belt), belt)
    Traceback (most recent call last):
    flower.errors.InputError: `C12C3...` has 55 rings joined in a way that takes too long \
to analyse; leave that molecule out.
    """
    refuse_known_endless(smiles)
    most = joined_rings(mol)
    if most > MOST_JOINED_RINGS and not _found_in_time(smiles):
        told = (
            f"`{shorten(smiles)}` has {most} rings joined in a way that takes too long to analyse; "
            "leave that molecule out."
        )
        if len(_endless) >= _MOST_REMEMBERED:
            _endless.clear()
        _endless[smiles] = told
        raise InputError(told)


def refuse_known_endless(smiles: str) -> None:
    """Raise InputError for SMILES that was refused before, which then costs next to nothing.

    >>> refuse_known_endless("CCO")
    """
    if told := _endless.get(smiles):
        raise InputError(told)


def refuse_endless_inchi(text: str) -> None:
    """Raise InputError if an InChI has rings that would take too long, before RDKit reads it.

    >>> refuse_endless_inchi("InChI=1S/C8H8/c1-2-5-3(1)7-4(1)6(2)8(5)7/h1-8H")
    """
    most = rings_of_inchi(text)
    if most > MOST_JOINED_RINGS and not _found_in_time(text):
        raise InputError(
            f"`{shorten(text)}` has {most} rings joined in a way that takes too long to analyse; "
            "leave that molecule out."
        )


def rings_of_inchi(text: str) -> int:
    """Return the rings of the molecule of an InChI that has most, joined or not.

    Each number that comes again in its table of connections closes one.

    >>> rings_of_inchi("InChI=1S/C8H8/c1-2-5-3(1)7-4(1)6(2)8(5)7/h1-8H")
    5
    """
    found = _CONNECTIONS.search(text)
    molecules = [] if found is None else found[1].split(";")
    numbers = [re.findall(r"\d+(?!\*)", one) for one in molecules]
    return max((len(one) - len(set(one)) for one in numbers), default=0)


def joined_rings(mol: Chem.Mol) -> int:
    """Return the rings of the largest ring system, 0 where no system can have many.

    >>> joined_rings(Chem.MolFromSmiles("c1ccccc1.C1CC1"))
    0
    """
    if mol.GetNumBonds() - mol.GetNumAtoms() + len(Chem.GetMolFrags(mol)) <= MOST_JOINED_RINGS:
        return 0  # not even all together
    import networkx as nx  # which takes long to import, for what few molecules need

    graph = nx.Graph((b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in mol.GetBonds())
    sizes = (
        len(edges) - len({i for edge in edges for i in edge}) + 1
        for edges in nx.biconnected_component_edges(graph)
    )
    return max(sizes, default=0)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _found_in_time(text: str) -> bool:
    command = [sys.executable, "-I", "-c", _TRIAL, str(LIMIT_S)]
    try:
        with elsewhere():
            tried = subprocess.run(
                command, input=text, text=True, capture_output=True, timeout=_START_S, check=False
            )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0
