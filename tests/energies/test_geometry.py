"""Conformers: enough of them that the lowest is among them."""

import pytest

from flower.energies.geometry import conformers, structure


@pytest.mark.parametrize(("smiles", "least"), [("CCCC", 2), ("OCCO", 3), ("CCO", 2)])
def test_rotamers_are_found(smiles: str, least: int) -> None:
    assert len(conformers(structure(smiles), 20, seed=0)) >= least


def test_the_lowest_glycol_has_its_hydrogen_bond() -> None:
    pytest.importorskip("tblite")
    pytest.importorskip("ase")
    from flower.energies.gfn2 import lowest_energy

    few, many = (
        lowest_energy(structure("OCCO"), "GFN2-xTB", None, count, 0)[0] for count in (5, 30)
    )
    assert few - many < 0.5
