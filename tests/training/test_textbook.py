"""The fifty steps that the training tests learn are steps."""

from flower.electrons import problem_with, state_to_smiles
from flower.steps import mapped_step_to_states
from tests.training.textbook import STEPS


def test_there_are_fifty_different_flasks() -> None:
    assert len({step.reactants.matrix().tobytes() + step.smiles.encode() for step in STEPS}) == 50


def test_every_step_conserves_and_leads_to_the_molecules_of_its_mapped_text() -> None:
    for step in STEPS:
        reactants, products = mapped_step_to_states(step.mapped)
        assert problem_with(products) is None, step.smiles
        assert products.electron_total == reactants.electron_total
        assert products.hydrogen_total == reactants.hydrogen_total
        assert state_to_smiles(reactants) == state_to_smiles(step.reactants)
        assert state_to_smiles(products) == step.products


def test_the_products_are_those_of_the_textbook() -> None:
    products = {step.smiles: step.products for step in STEPS}
    assert products["N.Cl"] == "[Cl-].[NH4+]"
    assert products["CC([O-])(Cl)[NH3+]"] == "CC([NH3+])=O.[Cl-]"
    assert products["[OH-].CBr"] == "CO.[Br-]"
    assert products["C[O-].CC(C)Cl"] == "C=CC.CO.[Cl-]"
    assert products["C=CC=C.C=C"] == "C1=CCCCC1"
    assert products["C[OH2+]"] == "CO.[H+]"
