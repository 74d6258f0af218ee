"""Molecules drawn without a step."""

from time import process_time

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


@pytest.mark.parametrize(
    "smiles",
    [
        "C1" + "C(C(C)(C)C)(C(C)(C)C)" * 8 + "C" * 30 + "1",  # a ring too large for CoordGen
        "C" + "C12CC(C1)(C2)" * 25 + "C",
    ],
)
def test_crowded_molecules_of_large_or_many_rings_are_drawn_at_once(smiles: str) -> None:
    began = process_time()
    assert draw_molecules(smiles).svg
    assert process_time() - began < 10
