"""What a flask lacks of what its reaction needs, as records of reactions leave it out: `lacks`.

A patent tells the acid and the amine, and not the carbodiimide; palladium, and not the hydrogen.
How probable it is that something has to be put in, and what, is a multinomial logistic regression
on the surroundings of the flask's atoms (Morgan fingerprint, out to one bond), fitted to what the
written mechanisms, who were told the product, put in; see `data/sets/lacks/card.md`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from jaxtyping import Float64
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator
from safetensors import safe_open

from flower.electrons import State, state_to_mol

BITS = 2048
AGAIN = "again"
"""Stands for one more of an organometallic compound or hydride of the flask."""
PUT_IN = "put_in"  # key of the classes in the file's metadata
TWICE_USED = Chem.MolFromSmarts("[$([#6][Mg,Li,Zn,Al]),$([B,Al;!H0])]")
"""An organometallic compound, or a hydride of boron or aluminium."""


@dataclass(frozen=True)
class Lack:
    """What may have to be put into a flask.

    Attributes:
        put_in: SMILES of the molecules, several of one in a row; none at all: nothing is lacking.
        probability: that a recorded reaction of such a flask needs them.
    """

    put_in: tuple[str, ...]
    probability: float


def lacks(flask: State) -> tuple[Lack, ...]:
    """Say what a flask may lack, the most probable first; nothing lacking is among them.

    >>> from flower.electrons import smiles_to_state
    >>> [one.put_in for one in lacks(smiles_to_state("O=C(O)c1ccccc1.NCc1ccccc1"))][0]
    ('CC(C)N=C=NC(C)C',)
    """
    weights, constants, classes = _fitted()
    mol = state_to_mol(flask)
    scores = weights[surroundings(mol)].sum(0) + constants
    again = _again(mol)
    able = [k for k, put_in in enumerate(classes) if again or AGAIN not in put_in]
    shares = np.exp(scores[able] - scores[able].max())
    shares /= shares.sum()
    found = [
        Lack(tuple(again if one == AGAIN else one for one in classes[k]), float(share))
        for k, share in zip(able, shares, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.probability))


def surroundings(mol: Chem.Mol) -> list[int]:
    """The bits of a flask, ascending: which surroundings of atoms it has."""
    return list(_generator().GetFingerprint(mol).GetOnBits())


def _again(mol: Chem.Mol) -> str:
    found = mol.GetSubstructMatch(TWICE_USED)
    if not found:
        return ""
    nodes = next(one for one in Chem.GetMolFrags(mol) if found[0] in one)
    return str(Chem.MolFragmentToSmiles(mol, list(nodes)))


@cache
def _generator() -> rdFingerprintGenerator.FingerprintGenerator64:
    return rdFingerprintGenerator.GetMorganGenerator(radius=1, fpSize=BITS)


@cache
def _fitted() -> tuple[
    Float64[np.ndarray, "bits classes"], Float64[np.ndarray, " classes"], list[tuple[str, ...]]
]:
    place = files("flower.data") / "sets" / "lacks" / "lacks.safetensors"
    with as_file(place) as path, safe_open(path, "np") as stored:
        classes = [tuple(one) for one in json.loads(stored.metadata()[PUT_IN])]
        weights, constants = (stored.get_tensor(name) for name in ("weights", "constants"))
    return weights.astype(np.float64), constants.astype(np.float64), classes
