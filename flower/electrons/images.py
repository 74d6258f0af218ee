"""An elementary step at each place of a flask that is equivalent to its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

import numpy as np
from rdkit import Chem

from flower.change import Change
from flower.electrons.change import apply_change, change_between
from flower.electrons.resonance import closest_resonance_form
from flower.electrons.smiles import aromatic_bonds, state_to_mol
from flower.electrons.state import State

_MOST_TRIED = 500  # assignments of the reacting nodes; each is written as SMILES
_MOST_FOUND = 64
_MARK = 500  # isotope numbers from here on mark the reacting nodes; no nuclide is as heavy


def images_of(state: State, change: Change, ranks: Sequence[int]) -> list[Change]:
    """Return a change at all places that only ``ranks`` tell apart, itself first.

    ``ranks`` are finer than the symmetry of the flask: equal for nodes that are equivalent with
    something beside their electrons, such as labels. Where they split none of the reacting nodes
    from its equivalents, one place stands for all. Of very symmetrical flasks at most 64 places
    are returned.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> ketone = smiles_to_state("CC(=O)C.[OH-]")
    >>> enolate = make_change(lone=[(0, 2), (4, -2)], hydrogens=[(0, -1), (4, 1)])
    >>> [one.lone.tolist() for one in images_of(ketone, enolate, [0, 1, 2, 3, 4, -1])]
    [[[0, 2], [4, -2]], [[3, 2], [4, -2]]]
    >>> len(images_of(ketone, enolate, [0, 1, 2, 0, 4, -1]))
    1
    """
    pool = len(state) - 1
    nodes = [i for i in change.nodes() if i != pool]
    mol = state_to_mol(state.without_stereo())
    coarse = np.array(
        Chem.CanonicalRankAtoms(mol, breakTies=False, includeAtomMaps=False)[:pool], np.int64
    )
    alike = [np.flatnonzero(coarse == coarse[i]).tolist() for i in nodes]
    if all(len({ranks[i] for i in group}) == 1 for group in alike):
        return [change]
    bonded = state.bonds[np.ix_(nodes, nodes)] > 0
    wanted, order = _marked(mol, nodes)
    found = {change: None}
    for image in islice(product(*alike), _MOST_TRIED):
        if len(set(image)) < len(image) or len(found) >= _MOST_FOUND:
            continue
        if ((state.bonds[np.ix_(image, image)] > 0) != bonded).any():
            continue
        written, moved = _marked(mol, image)
        if written == wanted:
            at = dict(zip(order, moved, strict=True))
            found[_moved(state, change, {i: at[i] for i in range(pool)})] = None
    return list(found)


def _marked(mol: Chem.Mol, nodes: Sequence[int]) -> tuple[str, list[int]]:
    """The SMILES with some atoms told apart, and the order of all atoms in it."""
    marked = Chem.Mol(mol)
    for k, node in enumerate(nodes):
        marked.GetAtomWithIdx(node).SetIsotope(_MARK + k)
    smiles = Chem.MolToSmiles(marked)
    return smiles, list(marked.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"])


def _moved(state: State, change: Change, at: dict[int, int]) -> Change:
    """The change at other nodes, of an automorphism that may shift double bonds of rings."""
    pool = len(state) - 1
    place = np.array([*(at[i] for i in range(pool)), pool])
    if (state.bonds[np.ix_(place, place)] == state.bonds).all():
        return change.at(at)
    after = apply_change(state.without_stereo(), change)
    back = np.argsort(place)
    there = State(
        after.element[back],
        after.hydrogens[back],
        after.lone[back],
        after.bonds[np.ix_(back, back)],
        after.isotope[back],
    )
    aromatic = aromatic_bonds(state_to_mol(there), list(range(pool)))
    return change_between(state, closest_resonance_form(there, state, aromatic))
