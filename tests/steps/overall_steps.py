"""Overall changes of textbook reactions, told by the bonds that break and form."""

from rdkit import Chem

from flower.electrons import State
from flower.steps import mapped_step_to_states


def overall_step(reactants: str, cut: str, join: str, products: str) -> tuple[State, State]:
    """Both sides of a balanced change as states with the same nodes.

    Reacting atoms carry map numbers 1 to 9 in ``reactants``; ``cut`` and ``join`` hold pairs of
    them, as in "12 34". Hydrogens, charges and bond orders follow from ``products``, which is not
    mapped.
    """
    before, after = Chem.MolFromSmiles(reactants), Chem.MolFromSmiles(products)
    number = {a.GetAtomMapNum(): a.GetIdx() for a in before.GetAtoms() if a.GetAtomMapNum()}
    changed = Chem.RWMol(_skeleton(before))
    for pair in cut.split():
        changed.RemoveBond(*(number[int(k)] for k in pair))
    for pair in join.split():
        changed.AddBond(*(number[int(k)] for k in pair), Chem.BondType.SINGLE)
    waiting = [(atoms, _part(changed, atoms)) for atoms in Chem.GetMolFrags(changed)]
    for atom in before.GetAtoms():
        atom.SetAtomMapNum(atom.GetIdx() + 1)
    target = _skeleton(after)
    for wanted in Chem.GetMolFrags(target):
        form = _part(target, wanted)
        name = Chem.MolToSmiles(form)
        k = next(k for k, (_, part) in enumerate(waiting) if Chem.MolToSmiles(part) == name)
        atoms, part = waiting.pop(k)
        for place, here in zip(wanted, part.GetSubstructMatch(form), strict=True):
            after.GetAtomWithIdx(place).SetAtomMapNum(atoms[here] + 1)
    assert not waiting, f"no product for {waiting}"
    return mapped_step_to_states(f"{Chem.MolToSmiles(before)}>>{Chem.MolToSmiles(after)}")


def _skeleton(mol: Chem.Mol) -> Chem.Mol:
    """Elements and connections alone."""
    skeleton = Chem.RWMol()
    for atom in mol.GetAtoms():
        bare = Chem.Atom(atom.GetAtomicNum())
        bare.SetNoImplicit(True)
        skeleton.AddAtom(bare)
    for bond in mol.GetBonds():
        skeleton.AddBond(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), Chem.BondType.SINGLE)
    return skeleton.GetMol()


def _part(mol: Chem.Mol, atoms: tuple[int, ...]) -> Chem.Mol:
    """The given atoms with the bonds among them, in this order."""
    part = Chem.RWMol()
    for i in atoms:
        part.AddAtom(mol.GetAtomWithIdx(i))
    for bond in mol.GetBonds():
        i, j = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if i in atoms:
            part.AddBond(atoms.index(i), atoms.index(j), Chem.BondType.SINGLE)
    return part.GetMol()
