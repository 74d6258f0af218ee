"""SMILES as they are written: atoms and bonds, before anybody asks whether they make sense."""

from __future__ import annotations

from rdkit import Chem, rdBase


def smiles_parameters(sanitize: bool, fold_hydrogens: bool) -> Chem.SmilesParserParams:
    """What RDKit is told of how to read SMILES."""
    parameters = Chem.SmilesParserParams()
    # `|...|` behind a SMILES is coordinates, labels and queries, which no flask has.
    parameters.allowCXSMILES = False
    parameters.sanitize = sanitize
    parameters.removeHs = fold_hydrogens
    return parameters


_AS_WRITTEN = smiles_parameters(sanitize=False, fold_hydrogens=False)


def unsanitized(smiles: str) -> Chem.Mol | None:
    """Parse SMILES as it is written, hydrogens as atoms; None if its text is no SMILES."""
    return Chem.MolFromSmiles(smiles, _AS_WRITTEN)


def is_smiles(text: str) -> bool:
    """Whether text can be read as atoms and bonds, sensible or not."""
    with rdBase.BlockLogs():
        return text.isascii() and unsanitized(text) is not None
