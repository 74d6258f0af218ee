"""Compare the configurations that two tellings of the same atoms give: where both give one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from rdkit import Chem

from flower.electrons.change import apply_change, change_between
from flower.electrons.elements import symbol
from flower.electrons.matching import TooManyWaysError, chiral_matches
from flower.electrons.smiles import state_to_mol
from flower.electrons.state import DoubleBondGeometry, State, TetrahedralCentre

_MOST_MATCHES = 200


class Configurations(NamedTuple):
    """How the configurations of one state compare with those of another of the same nodes.

    Each is a stereocentre, one node, or a double bond, two.

    Attributes:
        other: given by both, and not the same.
        untold: given by the first alone.
    """

    other: tuple[tuple[int, ...], ...]
    untold: tuple[tuple[int, ...], ...]


def compare_configurations(given: State, known: State) -> Configurations:
    """Compare the stereochemistry of two states with the same nodes and bonds.

    >>> from flower.electrons import smiles_to_state
    >>> one, other = (smiles_to_state(s) for s in ("C[C@H](O)/C=C/C", "C[C@@H](O)/C=C/C"))
    >>> compare_configurations(one, other)
    Configurations(other=((1,),), untold=())
    >>> compare_configurations(one, smiles_to_state("CC(O)C=CC"))
    Configurations(other=(), untold=((1,), (3, 4)))
    """
    one, other = _configurations(given), _configurations(known)
    shared = {place for place in one if place in other and one[place][0] == other[place][0]}
    return Configurations(
        tuple(sorted(place for place in shared if one[place] != other[place])),
        tuple(sorted(place for place in one if place not in other)),
    )


def misfits(reactants: State, products: State) -> int:
    """Count the configurations of products that a step, by its electrons, makes otherwise.

    >>> from flower.steps import mapped_step_to_states
    >>> step = "[OH-:5].{}>>{}.[Br-:4]"
    >>> bromide, alcohol = "[F:1][C@@H:2]([CH3:3])[Br:4]", "[F:1][C@{}H:2]([CH3:3])[OH:5]"
    >>> for written in ("", "@"):  # inversion, retention
    ...     misfits(*mapped_step_to_states(step.format(bromide, alcohol.format(written))))
    0
    1
    """
    if not (products.centres or products.double_bonds):
        return 0
    follows = apply_change(reactants, change_between(reactants, products))
    return len(compare_configurations(products, follows).other)


def place_names(
    state: State, places: Iterable[tuple[int, ...]], numbers: Sequence[int] | None = None
) -> str:
    """Name stereocentres and double bonds by map numbers, those of the nodes unless given.

    >>> from flower.electrons import smiles_to_state
    >>> place_names(smiles_to_state("CC=CC"), [(1, 2), (3,)])
    'C2=C3, C4'
    """
    told = numbers or list(range(1, len(state) + 1))
    return ", ".join(
        "=".join(f"{symbol(int(state.element[i]))}{told[i]}" for i in place) for place in places
    )


def _configurations(state: State) -> dict[tuple[int, ...], tuple[tuple[int, ...], bool]]:
    """By place: the neighbours that it is told by, and which of the two ways they stand."""
    found = {(one.centre,): _turn(one) for one in state.centres}
    return found | {
        (min(one.a, one.b), max(one.a, one.b)): _side(state, one) for one in state.double_bonds
    }


def _turn(centre: TetrahedralCentre) -> tuple[tuple[int, ...], bool]:
    around = centre.neighbours
    swaps = sum(a > b for k, a in enumerate(around) for b in around[k + 1 :])
    return tuple(sorted(around)), centre.clockwise ^ bool(swaps % 2)


def _side(state: State, one: DoubleBondGeometry) -> tuple[tuple[int, ...], bool]:
    """Told by the first neighbour of each end, whichever it was read by."""
    cis, first = one.cis, []
    for end, far, told in ((one.a, one.b, one.neighbour_a), (one.b, one.a, one.neighbour_b)):
        lowest = min(i for i in np.flatnonzero(state.bonds[end]).tolist() if i != far)
        cis ^= lowest != told
        first.append((end, lowest))
    return tuple(lowest for _, lowest in sorted(first)), cis


class Given(NamedTuple):
    """Whether molecules are of the configuration that was asked for.

    Attributes:
        other: none is, wherever both tell it.
        untold: of the best of them, some configuration that was asked for is not told.
    """

    other: bool
    untold: bool


def has_configuration(state: State, wanted: Chem.Mol) -> Given:
    """Compare the molecules of a flask with one that was asked for, where both tell stereo.

    >>> wanted = Chem.MolFromSmiles("C[C@H](O)CC")
    >>> from flower.electrons import smiles_to_state
    >>> for flask in ("C[C@H](O)CC.O", "C[C@@H](O)CC.O", "CC(O)CC.O"):
    ...     print(*has_configuration(smiles_to_state(flask), wanted))
    False False
    True False
    False True
    """
    size = wanted.GetNumAtoms()
    molecules = Chem.GetMolFrags(state_to_mol(state), asMols=True)
    parameters = Chem.SubstructMatchParameters()
    parameters.maxMatches, parameters.uniquify = _MOST_MATCHES, False
    best: bool | None = None
    for mol in (one for one in molecules if one.GetNumAtoms() == size):
        compared: dict[tuple[object, ...], bool] = {}
        for match in mol.GetSubstructMatches(wanted, parameters):
            asked, untold = _where_told(wanted, mol, match)
            if (told := _tags_of(asked)) not in compared:
                compared[told] = _is_of_configuration(mol, asked, match)
            if compared[told]:
                best = untold if best is None else best and untold
            if best is False:
                return Given(False, False)
    return Given(best is None, bool(best))


def _tags_of(mol: Chem.Mol) -> tuple[object, ...]:
    centres = (atom.GetChiralTag() for atom in mol.GetAtoms())
    return (*centres, *(bond.GetStereo() for bond in mol.GetBonds()))


def _is_of_configuration(mol: Chem.Mol, asked: Chem.Mol, match: tuple[int, ...]) -> bool:
    try:
        return bool(chiral_matches(mol, asked, 1))
    except TooManyWaysError:
        # What both tell is written in one way, whichever symmetry joins them.
        both = Chem.Mol(mol)
        for atom in asked.GetAtoms():
            if atom.GetChiralTag() == Chem.ChiralType.CHI_UNSPECIFIED:
                both.GetAtomWithIdx(match[atom.GetIdx()]).SetChiralTag(atom.GetChiralTag())
        for bond in asked.GetBonds():
            if bond.GetStereo() == Chem.BondStereo.STEREONONE:
                ends = (match[bond.GetBeginAtomIdx()], match[bond.GetEndAtomIdx()])
                both.GetBondBetweenAtoms(*ends).SetStereo(bond.GetStereo())
        return bool(Chem.MolToSmiles(both) == Chem.MolToSmiles(asked))


def _where_told(wanted: Chem.Mol, mol: Chem.Mol, match: tuple[int, ...]) -> tuple[Chem.Mol, bool]:
    """What was asked for, without the configurations that its match does not tell."""
    asked, untold = Chem.Mol(wanted), False
    none = Chem.ChiralType.CHI_UNSPECIFIED
    for atom in asked.GetAtoms():
        tag = mol.GetAtomWithIdx(match[atom.GetIdx()]).GetChiralTag()
        if atom.GetChiralTag() != none and tag == none:
            atom.SetChiralTag(none)
            untold = True
    for bond in asked.GetBonds():
        ends = (match[bond.GetBeginAtomIdx()], match[bond.GetEndAtomIdx()])
        told = mol.GetBondBetweenAtoms(*ends).GetStereo()
        if bond.GetStereo() != Chem.BondStereo.STEREONONE and told == Chem.BondStereo.STEREONONE:
            bond.SetStereo(Chem.BondStereo.STEREONONE)
            untold = True
    return asked, untold
