"""Maps are the same where their condensed graphs are, whatever their numbers."""

import pytest

from flower.questions.condensed import condensed

ESTER = "CC(=O)OC"
ACYL = "[CH3:1][C:2](=[O:3])[OH:4].[CH3:5][OH:6]>>[CH3:1][C:2](=[O:3])[O:6][CH3:5]"


@pytest.mark.parametrize(
    "same",
    [
        "[CH3:11][C:2](=[O:3])[OH:4].[CH3:5][OH:6]>>[CH3:11][C:2](=[O:3])[O:6][CH3:5]",
        "[CH3:5][OH:6].[CH3:1][C:2](=[O:3])[OH:4]>>[CH3:5][O:6][C:2](=[O:3])[CH3:1]",
        "[CH3:1][C:2](=[O:3])O.[CH3:5][OH:6].[Na+]>>[CH3:1][C:2](=[O:3])[O:6][CH3:5]",
        "[CH3:1][C:2]([OH:3])=[O:4].[CH3:5][OH:6]>>[CH3:1][C:2](=[O:3])[O:6][CH3:5]",
    ],
)
def test_numbers_order_spectators_and_resonance_make_no_difference(same: str) -> None:
    assert condensed(same, ESTER) == condensed(ACYL, ESTER)


@pytest.mark.parametrize(
    "other",
    [
        "[CH3:1][C:2](=[O:3])[OH:4].[CH3:5][OH:6]>>[CH3:1][C:2](=[O:3])[O:4][CH3:5]",
        "[CH3:1][C:2](=[O:3])[OH:4].[CH3:5][OH:6]>>[CH3:5][C:2](=[O:3])[O:6][CH3:1]",
    ],
)
def test_which_bond_breaks_makes_one(other: str) -> None:
    assert condensed(other, ESTER) != condensed(ACYL, ESTER)


def test_without_the_product_or_numbers_there_is_none() -> None:
    assert condensed(ACYL, "CCO") is None
    assert condensed("CC(=O)O.CO>>CC(=O)OC", ESTER) is None
