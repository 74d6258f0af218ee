"""Composed flasks end where nothing would go on."""

import pytest
from rdkit import Chem

from flower.composing.ends import left_over
from flower.composing.outlines import outlines
from flower.composing.teaching import UNFINISHED, Taught
from flower.electrons import state_to_smiles
from tests.composing.test_composing import teacher


@pytest.mark.parametrize(
    ("end", "is_left"),
    [
        ("O=C=O.[OH-].[Na+]", True),
        ("O=S=O.CC[O-].[Na+]", True),
        ("O=C=O.[Li]CCCC", True),
        ("C[Si+](C)C.CC", True),
        ("CC(C)[OH2+].[Cl-]", True),
        ("O=C=O.O.CC(=O)[O-].[Na+]", False),
        ("O=C=O.CCN(CC)CC", False),
        ("CN=C=O.[OH-].[Na+]", False),
        ("CS(=O)(=O)C.C[O-].[Na+]", False),
        ("[OH3+].[Cl-]", False),
        ("C[O+](C)C", False),
    ],
)
def test_what_would_go_on_is_told(end: str, is_left: bool) -> None:
    assert bool(left_over(Chem.MolFromSmiles(end))) == is_left


def test_a_flask_without_the_base_that_its_end_wants_is_refused() -> None:
    found = teacher("tritylation")
    (outline, *_) = outlines(found)
    base = "CCN(CC)CC"
    chloride = "ClC(c1ccccc1)(c1ccccc1)c1ccccc1"
    assert isinstance(found.taught(f"{chloride}.OCCO.{base}", outline.taught), Taught)
    assert found.taught(f"{chloride}.OCCO", outline.taught) == UNFINISHED


@pytest.mark.parametrize(
    "name", ["reduction of a nitro group by tin", "cleavage of a nitrogen oxygen bond by zinc"]
)
def test_a_flask_has_as_much_acid_as_its_metal_takes(name: str) -> None:
    for outline in outlines(teacher(name)):
        end = state_to_smiles(outline.taught.way.end.products).split(".")
        assert not {"[OH-]", "CC[O-]", "C[O-]"} & set(end)
