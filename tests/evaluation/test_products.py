"""The rank of the recorded product, charge and stereo set aside."""

import pytest

from flower.evaluation.products import rank_of


@pytest.mark.parametrize(
    ("products", "rank"),
    [
        (["CCO"], 1),
        (["CC(=O)O"], 2),
        (["CC(=O)O", "CN"], 3),
        (["CCO", "CN"], None),  # both are found, but in different outcomes
        (["CCC"], None),
    ],
)
def test_the_rank_is_that_of_the_first_outcome_that_holds_them_all(
    products: list[str], rank: int | None
) -> None:
    outcomes = [["CC[O-]", "[Na+]"], ["CC(=O)[O-]"], ["C[NH3+]", "CC(=O)O", "CC(=O)O"]]
    assert rank_of(products, outcomes) == rank


def test_no_outcome_holds_no_product() -> None:
    assert rank_of(["CCO"], []) is None
