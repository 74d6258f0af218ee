"""Molecules drawn without a step."""

import pytest

from flower.drawing.molecule import draw_molecules
from flower.errors import InputError


@pytest.mark.parametrize("smiles", ["CCO", "[H+]", "[H][H]", "[2H]O[2H]", "[Na+].[Cl-]", "C[CH2]"])
def test_anything_that_can_be_read_is_drawn(smiles: str, capfd: pytest.CaptureFixture[str]) -> None:
    drawing = draw_molecules(smiles)
    assert drawing.svg.count("<path") >= 1
    assert capfd.readouterr().err == ""


def test_molecules_stand_side_by_side() -> None:
    one, two = draw_molecules("CCO"), draw_molecules("CCO.CCO")
    assert two.width > 1.9 * one.width
    assert two.height == one.height


def test_a_stereocentre_has_a_wedge() -> None:
    assert draw_molecules("C[C@H](N)O").svg != draw_molecules("CC(N)O").svg


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError):
        draw_molecules("no molecule")
