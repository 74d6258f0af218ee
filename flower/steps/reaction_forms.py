"""Mapped steps in the forms that others read: without hydrogens, as RXN, RDF and CXSMILES.

Source: CTfile formats, BIOVIA, 2020.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from rdkit import Chem
from rdkit.Chem import rdChemReactions, rdDepictor

from flower.electrons.as_written import smiles_parameters
from flower.electrons.elements import HYDROGEN
from flower.electrons.smiles import counted_hydrogens
from flower.steps.agents import sides_of

_AS_ATOMS = smiles_parameters(sanitize=True, fold_hydrogens=False)


def without_hydrogens(mapped: str) -> str:
    """Return a mapped step with its hydrogens as counts, where both sides can count them.

    A hydrogen that is on its own on one side, hydride or one atom of H2, stays an atom on both.

    >>> without_hydrogens("[N:1]([H:3])([H:4])[H:5].[Cl:2][H:6]>>[NH4+:1].[Cl-:2]")
    '[ClH:2].[NH3:1]>>[Cl-:2].[NH4+:1]'
    """
    mols = [Chem.MolFromSmiles(side, _AS_ATOMS) for side in sides_of(mapped)]
    counted = [_counted(mol) for mol in mols]
    numbers = [
        {m.GetAtomWithIdx(h).GetAtomMapNum() for h in c} for m, c in zip(mols, counted, strict=True)
    ]
    kept = (numbers[0] ^ numbers[1]) & _numbers(mols[0]) & _numbers(mols[1])
    return ">>".join(_folded(mol, c, kept) for mol, c in zip(mols, counted, strict=True))


def overall_reaction(first: str, last: str) -> str:
    """Return the reaction from the reactants of one mapped step to the products of a later one.

    Heavy atoms keep their numbers along a mechanism and hydrogens do not, so these are counts, or
    bear no number where they are atoms.

    >>> overall_reaction("[CH3:1][Br:2].[OH-:3]>>[CH3:1][OH:3].[Br-:2]", "[Cl-:2]>>[Br-:2]")
    '[CH3:1][Br:2].[OH-:3]>>[Br-:2]'
    """
    sides = []
    for side in (sides_of(first)[0], sides_of(last)[1]):
        mol = Chem.MolFromSmiles(side, _AS_ATOMS)
        for atom in mol.GetAtoms():
            if atom.GetAtomicNum() == HYDROGEN and not atom.GetIsotope():
                atom.SetAtomMapNum(0)
        sides.append(_folded(mol, _counted(mol), set()))
    return ">>".join(sides)


def rxn_block(reaction: str, name: str = "") -> str:
    """Return a reaction as RXN file (V2000), each molecule laid out in the plane.

    >>> rxn_block("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", "salt").splitlines()[:5]
    ['$RXN', 'salt', '      flower', '', '  2  2']
    """
    sides = [_molecules(side, laid_out=True) for side in sides_of(reaction)]
    head = ["$RXN", " ".join(name.split())[:80], "      flower", "", ""]
    head[-1] = "".join(f"{len(side):3}" for side in sides)
    blocks = [f"$MOL\n{Chem.MolToMolBlock(mol)}" for side in sides for mol in side]
    return "\n".join(head) + "\n" + "".join(blocks)


def rdf_text(reactions: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    """Return reactions as RDF file, each with what is told of it by name.

    >>> rdf_text([("N.Cl>>[NH4+].[Cl-]", {"kind": "proton transfer"})]).splitlines()[-2:]
    ['$DTYPE kind', '$DATUM proton transfer']
    """
    parts = [f"$RDFILE 1\n$DATM {datetime.now():%m/%d/%y %H:%M}\n"]
    for number, (reaction, told) in enumerate(reactions, 1):
        parts.append(f"$RFMT $RIREG {number}\n{rxn_block(reaction)}")
        parts += [
            f"$DTYPE {name}\n$DATUM {' '.join(str(value).split())}\n"
            for name, value in told.items()
        ]
    return "".join(parts)


def cxsmiles(reaction: str) -> str:
    """Return a reaction as CXSMILES, which tells radicals between bars.

    >>> cxsmiles("[CH3:1].[Cl:2]>>[CH3:1][Cl:2]")
    '[CH3:1].[Cl:2]>>[CH3:1][Cl:2] |^1:0,1|'
    """
    made = rdChemReactions.ChemicalReaction()
    before, after = (_molecules(side) for side in sides_of(reaction))
    for mol in before:
        made.AddReactantTemplate(mol)
    for mol in after:
        made.AddProductTemplate(mol)
    return str(rdChemReactions.ReactionToCXSmiles(made))


def _molecules(side: str, laid_out: bool = False) -> list[Chem.Mol]:
    mol = Chem.MolFromSmiles(side, _AS_ATOMS)
    found = list(Chem.GetMolFrags(mol, asMols=True))
    for one in found if laid_out else ():
        rdDepictor.Compute2DCoords(one)
    return found


def _counted(mol: Chem.Mol) -> list[int]:
    """The hydrogens that a heavy atom can count."""
    hosts = counted_hydrogens(mol).items()
    return [h for h, host in hosts if mol.GetAtomWithIdx(host).GetAtomicNum() != HYDROGEN]


def _numbers(mol: Chem.Mol) -> set[int]:
    return {atom.GetAtomMapNum() for atom in mol.GetAtoms()} - {0}


def _folded(mol: Chem.Mol, counted: list[int], kept: set[int]) -> str:
    for index in counted:
        atom = mol.GetAtomWithIdx(index)
        if atom.GetAtomMapNum() not in kept:
            atom.SetAtomMapNum(0)
    parameters = Chem.RemoveHsParameters()
    parameters.removeMapped = False
    parameters.showWarnings = False
    return str(Chem.MolToSmiles(Chem.RemoveHs(mol, parameters)))
