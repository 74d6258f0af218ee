"""A labelled flask has the outcomes of the flask of hydrogen, and as probably."""

from collections import defaultdict

import pytest

from flower import Predictor
from flower.electrons import has_labels, smiles_to_state, unlabelled

FEW = {"beam": 4, "max_steps": 4, "top": 4}


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor.load(**FEW)


def _outcomes(predictor: Predictor, flask: str) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for outcome in predictor.predict(flask).outcomes:
        found[unlabelled(outcome.smiles)] += outcome.probability
    return found


@pytest.mark.parametrize(
    ("labelled", "plain", "product"),
    [
        ("[2H]C([2H])([2H])I.[S-]c1ccccc1", "CI.[S-]c1ccccc1", "[2H]C([2H])([2H])Sc1ccccc1"),
        ("CC=O.[Na+].[2H][B-]([2H])([2H])[2H]", "CC=O.[Na+].[BH4-]", "[2H]C(C)[O-]"),
        pytest.param("C=C(C)C.[2H]Cl", "C=C(C)C.Cl", "[2H]CC(C)(C)Cl", marks=pytest.mark.slow),
        pytest.param("C[Mg]Br.[2H]O[2H]", "C[Mg]Br.O", "[2H]C", marks=pytest.mark.slow),
        ("[3H]Cl.CN", "Cl.CN", "[3H][NH2+]C"),
        ("[2H]C(Cl)(Cl)Cl.CC(=O)Cl.CN", "ClC(Cl)Cl.CC(=O)Cl.CN", None),
    ],
)
def test_labels_change_no_outcome_and_no_probability(
    predictor: Predictor, labelled: str, plain: str, product: str | None
) -> None:
    found, wanted = _outcomes(predictor, labelled), _outcomes(predictor, plain)
    best = max(wanted, key=lambda smiles: wanted[smiles])
    assert found[best] == pytest.approx(wanted[best], abs=0.01)
    outcomes = predictor.predict(labelled).outcomes
    assert product is None or any(product in one.products for one in outcomes)
    for outcome in outcomes:
        for step in outcome.steps:  # the label is there in every state
            assert all(has_labels(smiles_to_state(s)) for s in (step.reactants, step.products))
            assert all(side.count("[2H") + side.count("[3H") for side in step.mapped.split(">>"))


def test_the_first_step_is_as_probable_to_the_last_digits(predictor: Predictor) -> None:
    one = predictor.step("[2H]C([2H])([2H])I.[S-]c1ccccc1").candidates[0]
    other = predictor.step("CI.[S-]c1ccccc1").candidates[0]
    assert one.probability == pytest.approx(other.probability, rel=1e-5)
    assert one.step.kind == other.step.kind == "substitution"


def test_hydrogen_and_deuterium_of_equivalent_atoms_share_a_step(predictor: Predictor) -> None:
    whole = predictor.score("CC(C)=O.[OH-]>>CC([CH2-])=O.O").steps[0]
    parts = [
        predictor.score(f"[2H]C([2H])([2H])C(C)=O.[OH-]>>{products}").steps[0]
        for products in ("[2H]C([2H])([2H])C([CH2-])=O.O", "[2H][C-]([2H])C(C)=O.[2H]O")
    ]
    assert sum(part.probability for part in parts) == pytest.approx(whole.probability, rel=1e-4)
    assert parts[0].probability == pytest.approx(parts[1].probability, rel=1e-4)
    assert {part.unfamiliar for part in parts} == {whole.unfamiliar}


def test_the_way_back_with_another_hydrogen_is_a_way_back(predictor: Predictor) -> None:
    """Else a proton would go to and fro until all of them were exchanged."""
    for outcome in predictor.predict("[2H]O[2H].CC(=O)[O-].C[NH3+]").outcomes:
        passed = [unlabelled(step.reactants) for step in outcome.steps]
        assert len(set(passed)) == len(passed)
