"""MOL and RXN blocks, as drawing programs copy and save them, to SMILES."""

from __future__ import annotations

from rdkit import Chem, rdBase
from rdkit.Chem import rdChemReactions

_RXN = "$RXN"


def is_block(text: str) -> bool:
    """Whether text is a MOL or an RXN block, readable or not.

    >>> is_block("CCO"), is_block("$RXN V3000")
    (False, True)
    """
    return "M  END" in text or text.lstrip().startswith(_RXN)


def block_to_smiles(block: str) -> str | None:
    """Return the SMILES of a MOL block, `A>B>C` of an RXN block; None if it cannot be read.

    Map numbers, charges, isotopes, radicals and stereo are kept; a reaction without products is
    its reactants. What is drawn with too many bonds is written as it is drawn.

    >>> block_to_smiles(Chem.MolToMolBlock(Chem.MolFromSmiles("C[N+](C)(C)C.[OH-]")))
    'C[N+](C)(C)C.[OH-]'
    """
    text = "\n".join(block.splitlines()) + "\n"
    with rdBase.BlockLogs():
        try:
            return _reaction(text) if text.lstrip().startswith(_RXN) else _molecule(text)
        except (ValueError, RuntimeError):
            return None


def _molecule(text: str) -> str | None:
    if text.count("M  END") > 1:  # RDKit would read the first and pass over the others
        return None
    mol = Chem.MolFromMolBlock(text) or Chem.MolFromMolBlock(text, sanitize=False)
    return None if mol is None else str(Chem.MolToSmiles(mol))


def _reaction(text: str) -> str | None:
    found = rdChemReactions.ReactionFromRxnBlock(text.lstrip())
    if found is None:
        return None
    sides = [
        ".".join(map(_template_smiles, side))
        for side in (found.GetReactants(), found.GetAgents(), found.GetProducts())
    ]
    return ">".join(sides) if sides[2] else ".".join(filter(None, sides))


def _template_smiles(template: Chem.Mol) -> str:
    mol = Chem.Mol(template)
    try:
        Chem.SanitizeMol(mol)
        mol = Chem.RemoveHs(mol)
    except (ValueError, RuntimeError):  # which is told when the SMILES is read
        mol = template
    return str(Chem.MolToSmiles(mol))
