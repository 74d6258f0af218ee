"""Stereochemistry: read from a molecule, carried through a step, written back.

A centre that keeps its neighbours, hydrogens and lone pairs keeps its handedness, also where a
double bond at it opens or closes (the S=O of a sulfoxide that takes a proton). Where exactly one
bond leaves and one arrives in the same step, the arriving atom takes the place of the leaving one:
with inversion (back-side substitution), or with retention if the two were bonded, for then the
centre slides from one to the other with its pair (1,2-shift, migratory insertion, reductive
elimination), or if both are metals or metalloids, of which one hands the pair of the centre to the
other (transmetallation). If they are bonded only after the step (oxidative addition), or a metal
leaves for another atom (electrophilic substitution), either can be, and any
other change at the centre, such as a planar intermediate, loses it: the centre is left unspecified.
A hydrogen that is a count takes a place by the same rules: with retention where it comes from what
leaves or goes to what arrives, with inversion where what it drives out takes its pair along.

A double bond keeps its geometry while it stays double and a neighbour stays attached at each end;
where the only neighbour of an end is replaced in one step, the new one takes its place.

Not carried: geometry that only a hydrogen shows (`[H]/N=C/...`; hydrogens are counts), allenes,
atropisomers and the shapes of metal centres.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rdkit import Chem

from flower.electrons.elements import is_metal
from flower.electrons.state import DoubleBondGeometry, State, TetrahedralCentre

_CLOCKWISE = Chem.ChiralType.CHI_TETRAHEDRAL_CW
_COUNTER = Chem.ChiralType.CHI_TETRAHEDRAL_CCW
_METALLOIDS = (5, 14, 32, 51)  # boron, silicon, germanium, antimony
_CIS = (Chem.BondStereo.STEREOZ, Chem.BondStereo.STEREOCIS)
_TRANS = (Chem.BondStereo.STEREOE, Chem.BondStereo.STEREOTRANS)


def read_stereo(
    mol: Chem.Mol, node_of_atom: dict[int, int]
) -> tuple[tuple[TetrahedralCentre, ...], tuple[DoubleBondGeometry, ...]]:
    """Read centres and double bonds of a molecule whose plain hydrogens are implicit."""
    centres = []
    for atom in mol.GetAtoms():
        if atom.GetChiralTag() in (_CLOCKWISE, _COUNTER):
            around = [bond.GetOtherAtomIdx(atom.GetIdx()) for bond in atom.GetBonds()]
            if all(i in node_of_atom for i in (*around, atom.GetIdx())):
                neighbours = tuple(node_of_atom[i] for i in around)
                clockwise = atom.GetChiralTag() == _CLOCKWISE
                centres.append(
                    TetrahedralCentre(node_of_atom[atom.GetIdx()], neighbours, clockwise)
                )
    double_bonds = []
    for bond in mol.GetBonds():
        marks = list(bond.GetStereoAtoms())
        if bond.GetStereo() in _CIS + _TRANS and len(marks) == 2:
            atoms = (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), *marks)
            if all(i in node_of_atom for i in atoms):
                a, b, at_a, at_b = (node_of_atom[i] for i in atoms)
                double_bonds.append(DoubleBondGeometry(a, b, at_a, at_b, bond.GetStereo() in _CIS))
    return tuple(centres), tuple(double_bonds)


def carry_stereo(
    before: State, after: State
) -> tuple[tuple[TetrahedralCentre, ...], tuple[DoubleBondGeometry, ...]]:
    """Return the stereochemistry that survives from ``before`` to ``after``."""
    centres = []
    for centre in before.centres:
        kept = _carry_centre(centre, before, after)
        if kept is not None:
            centres.append(kept)
    carried = (_carry_double_bond(g, before, after) for g in before.double_bonds)
    return tuple(centres), tuple(g for g in carried if g is not None)


def _carry_centre(
    centre: TetrahedralCentre, before: State, after: State
) -> TetrahedralCentre | None:
    i = centre.centre
    if before.lone[i] != after.lone[i]:
        return None
    if before.hydrogens[i] != after.hydrogens[i]:
        return _exchange_hydrogen(centre, before, after)
    if ((before.bonds[i] > 0) == (after.bonds[i] > 0)).all():
        return centre
    lost = np.flatnonzero((before.bonds[i] == 1) & (after.bonds[i] == 0))
    gained = np.flatnonzero((before.bonds[i] == 0) & (after.bonds[i] == 1))
    if len(lost) != 1 or len(gained) != 1 or (before.bonds[i] != after.bonds[i]).sum() != 2:
        return None
    pair = int(lost[0]), int(gained[0])
    leaves_pair, comes_for_it = (_is_electropositive(int(before.element[j])) for j in pair)
    retains = bool(before.bonds[pair]) or (leaves_pair and comes_for_it)
    if not retains and (leaves_pair or after.bonds[pair]):
        return None
    swapped = tuple(pair[1] if n == pair[0] else n for n in centre.neighbours)
    return TetrahedralCentre(i, swapped, centre.clockwise if retains else not centre.clockwise)


def _is_electropositive(element: int) -> bool:
    return is_metal(element) or element in _METALLOIDS


def _exchange_hydrogen(
    centre: TetrahedralCentre, before: State, after: State
) -> TetrahedralCentre | None:
    """The centre after a hydrogen that is a count took the place of an atom, or left its own."""
    i, around = centre.centre, centre.neighbours
    counts = int(before.hydrogens[i]), int(after.hydrogens[i])
    changed = np.flatnonzero(before.bonds[i] != after.bonds[i]).tolist()
    if len(changed) != 1 or sorted(counts) != [0, 1] or len(around) + counts[0] != 4:
        return None
    (j,) = changed
    passes_over = after.hydrogens[j] - before.hydrogens[j] == counts[0] - counts[1]
    if counts[0]:  # it is the last of the four, where what it is replaced by now stands
        gains = after.bonds[i, j] == 1 and passes_over
        return TetrahedralCentre(i, (*around, j), centre.clockwise) if gains else None
    if after.bonds[i, j] or j not in around:
        return None
    takes_pair = after.lone[j] > before.lone[j] or after.bonds[j].sum() >= before.bonds[j].sum()
    if not (passes_over or takes_pair):
        return None
    place = around.index(j)
    moved = (len(around) - 1 - place) % 2 == 1  # the others close up, the hydrogen comes last
    turned = centre.clockwise ^ moved ^ (not passes_over)
    return TetrahedralCentre(i, around[:place] + around[place + 1 :], turned)


def _carry_double_bond(
    g: DoubleBondGeometry, before: State, after: State
) -> DoubleBondGeometry | None:
    if after.bonds[g.a, g.b] != 2:
        return None
    end_a = _carry_marker(g.a, g.b, g.neighbour_a, before, after)
    end_b = _carry_marker(g.b, g.a, g.neighbour_b, before, after)
    if end_a is None or end_b is None:
        return None
    (neighbour_a, across_a), (neighbour_b, across_b) = end_a, end_b
    return DoubleBondGeometry(g.a, g.b, neighbour_a, neighbour_b, g.cis ^ across_a ^ across_b)


def _carry_marker(
    i: int, other: int, marker: int, before: State, after: State
) -> tuple[int, bool] | None:
    """Neighbour that marks the geometry of end ``i`` now, and whether across the old one."""
    if after.bonds[i, marker]:
        return marker, False
    was, now = ({*np.flatnonzero(s.bonds[i]).tolist()} - {other} for s in (before, after))
    if was & now:
        return min(was & now), True
    return (min(now), False) if len(was) == len(now) == 1 else None


def write_stereo(mol: Chem.RWMol, state: State) -> None:
    """Mark the state's stereochemistry on a molecule built from it (atom index = node index)."""
    for centre in state.centres:
        atom = mol.GetAtomWithIdx(centre.centre)
        around = [bond.GetOtherAtomIdx(centre.centre) for bond in atom.GetBonds()]
        if sorted(around) != sorted(centre.neighbours):
            continue
        clockwise = centre.clockwise ^ _is_odd([centre.neighbours.index(a) for a in around])
        atom.SetChiralTag(_CLOCKWISE if clockwise else _COUNTER)
    for g in state.double_bonds:
        bond = mol.GetBondBetweenAtoms(g.a, g.b)
        if bond is not None and bond.GetBondType() == Chem.BondType.DOUBLE:
            marks = (g.neighbour_a, g.neighbour_b)
            bond.SetStereoAtoms(*(marks if bond.GetBeginAtomIdx() == g.a else marks[::-1]))
            bond.SetStereo(Chem.BondStereo.STEREOCIS if g.cis else Chem.BondStereo.STEREOTRANS)
    # RDKit's perception of stereo reads the directions of single bonds, not the marks above.
    Chem.SetDoubleBondNeighborDirections(mol)


def _is_odd(permutation: Sequence[int]) -> bool:
    return bool(sum(a > b for k, a in enumerate(permutation) for b in permutation[k + 1 :]) % 2)
