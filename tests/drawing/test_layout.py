"""Layouts of what would take RDKit's CoordGen all memory and for ever."""

import subprocess
import sys

import pytest
from rdkit import Chem

_LIMITED = """
import resource, sys
import flower
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
assert flower.draw([sys.argv[1]]).svg
"""


def _cubanes(many: int) -> str:
    """Cubanes in a row, each bound to the next."""
    row = ""
    for k in range(many):
        a, b, c, d = (f"%{10 + 4 * k + place}" for place in range(4))
        row = f"C{a}{b}C{c}C{d}C{a}C{a}C{d}{f'({row})' if row else ''}C{c}C{b}{a}"
    return row


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by RLIMIT_AS of Linux")
def test_a_step_of_many_cubanes_is_drawn_in_bounded_memory() -> None:
    bromide = f"N.BrC{_cubanes(16)}"
    before = Chem.MolFromSmiles(bromide)
    for atom in before.GetAtoms():
        atom.SetAtomMapNum(atom.GetIdx() + 1)
    after = Chem.RWMol(before)
    after.RemoveBond(1, 2)
    after.AddBond(0, 2, Chem.BondType.SINGLE)
    after.GetAtomWithIdx(0).SetFormalCharge(1)
    after.GetAtomWithIdx(1).SetFormalCharge(-1)
    after.UpdatePropertyCache()
    step = ">>".join(Chem.MolToSmiles(Chem.AddHs(one), canonical=False) for one in (before, after))
    subprocess.run([sys.executable, "-c", _LIMITED, step], check=True, timeout=300)
