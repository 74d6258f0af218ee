"""Wrong steps are steps all the same: they conserve, make molecules, and differ by one role."""

import re

import pytest

import flower
from flower.electrons import State, change_between, problem_with
from flower.feasibility.wrong_steps import FAULTS, wrong_steps
from flower.steps import mapped_step_to_states

# An amide's first step beside an alcohol, and a proton transfer beside another base.
ADDITION = (
    "[CH3:1][C:2](=[O:3])[Cl:4].[NH2:5][CH2:6][CH2:7][OH:8].[CH3:9][C:10](=[O:11])[CH3:12]>>"
    "[CH3:1][C:2]([O-:3])([Cl:4])[NH2+:5][CH2:6][CH2:7][OH:8].[CH3:9][C:10](=[O:11])[CH3:12]"
)
TRANSFER = "[CH3:1][NH3+:2].[OH-:3].[CH3:4][NH2:5]>>[CH3:1][NH2:2].[OH2:3].[CH3:4][NH2:5]"
SN2 = "[OH-:1].[CH3:2][CH:3]([Cl:4])[CH2:5][Br:6]>>[CH3:2][CH:3]([Cl:4])[CH2:5][OH:1].[Br-:6]"


def canonical(smiles: str) -> str:
    return flower.electrons.canonical(re.sub(r":\d+\]", "]", smiles))


def found(step: str, recorded: tuple[str, ...] = (), **asked: int) -> dict[str, list[str]]:
    before, after = mapped_step_to_states(step)
    wrong = wrong_steps(before, change_between(before, after), recorded, **asked)
    return {fault: [one.step.smiles for one in wrong if one.fault == fault] for fault in FAULTS}


@pytest.mark.parametrize("step", [ADDITION, TRANSFER, SN2])
def test_they_conserve_and_are_molecules(step: str) -> None:
    before, after = mapped_step_to_states(step)
    right = change_between(before, after)
    wrong = wrong_steps(before, right, [], each=9)
    assert wrong
    for one in wrong:
        products: State = one.step.products
        assert products.electron_total == before.electron_total
        assert products.hydrogen_total == before.hydrogen_total
        assert problem_with(products, one.step.change.nodes()) is None
        assert len(one.step.change.bonds) == len(right.bonds)
        assert len(one.step.change.hydrogens) == len(right.hydrogens)


def test_another_atom_takes_the_part_of_the_one_that_reacts() -> None:
    amide = found(ADDITION, each=9)
    by_alcohol = "CC(=O)C.CC([O-])(Cl)[OH+]CCN"
    assert canonical(by_alcohol) in amide["wrong nucleophile"]
    at_ketone = "CC(=O)Cl.CC(C)([O-])[NH2+]CCO"
    assert canonical(at_ketone) in amide["other site"]
    assert amide["wrong proton"] == []  # no proton passes


def test_the_wrong_base_or_acid_gets_the_proton() -> None:
    assert canonical("C[NH-].O.C[NH3+]") in found(TRANSFER, each=9)["wrong proton"]


def test_what_is_recorded_or_nothing_is_never_wrong() -> None:
    everything = found(ADDITION, each=99)
    smiles = [one for of_fault in everything.values() for one in of_fault]
    assert canonical(ADDITION.split(">>")[0]) not in smiles
    known = tuple(smiles[:2])
    left = found(ADDITION, recorded=known, each=99)
    assert not set(known) & {one for of_fault in left.values() for one in of_fault}
    assert len(smiles) == len(set(smiles))


def test_the_seed_chooses_and_repeats() -> None:
    assert found(ADDITION, seed=1) == found(ADDITION, seed=1)
    assert len({str(found(ADDITION, seed=seed)) for seed in range(8)}) > 1
    assert all(len(of_fault) <= 1 for of_fault in found(ADDITION, seed=3).values())
