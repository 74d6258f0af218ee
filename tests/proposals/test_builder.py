"""Changes are refused before they are built, for the reasons for which states are."""

import random

import pytest

from flower.electrons import (
    apply_change,
    make_change,
    problem_with,
    smiles_to_state,
    state_to_smiles,
)
from flower.proposals.builder import CandidateBuilder
from flower.proposals.tally import Tally
from flower.steps import StepCheck

FLASKS = (
    "CC(=O)Cl.N",
    "C[N+](=O)[O-].[OH-]",
    "[H+].CO",
    "CP(=O)(O)O.C[S+](C)C",
    "[H-].O=C=O",
    "B.[AlH3].[SiH4]",
)


def random_rows(rng: random.Random, n: int) -> tuple[list, list, list]:
    """A few entries that conserve, most of them nonsense."""
    pairs = rng.sample([(i, j) for i in range(n) for j in range(i + 1, n)], 2)
    donor, acceptor = rng.sample(range(n), 2)
    giver, taker = rng.sample(range(n), 2)
    d = rng.choice([0, 1, 2])
    bonds = [(*pairs[0], d), (*pairs[1], -d)] if d else []
    lone = [(donor, -2), (acceptor, 2)] if rng.random() < 0.7 else []
    if not lone and rng.random() < 0.5:
        i, j = pairs[0]
        bonds, lone = [(i, j, 1)], [(rng.choice((i, j)), -2)]
    hydrogens = [(giver, -1), (taker, 1)] if rng.random() < 0.5 else []
    return bonds, lone, hydrogens


@pytest.mark.parametrize("smiles", FLASKS)
def test_the_check_beforehand_says_what_the_state_afterwards_shows(smiles: str) -> None:
    state = smiles_to_state(smiles)
    check, rng, verdicts = StepCheck(state), random.Random(0), set()
    for _ in range(1500):
        change = make_change(*random_rows(rng, len(state)))
        allowed = problem_with(apply_change(state, change), change.nodes()) is None
        assert check.allows(change) == allowed, change
        verdicts.add(allowed)
    assert verdicts == {True, False}


def test_a_change_is_built_once_and_counted_once() -> None:
    tally = Tally()
    builder = CandidateBuilder(smiles_to_state("[OH-].Cl"), tally)
    transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    built = builder.build(transfer)
    assert built is not None
    assert built.smiles == state_to_smiles(built.products) == "O.[Cl-]"
    assert builder.build(make_change([], transfer.lone, transfer.hydrogens)) is built
    nonsense = make_change([(0, 1, 2)], [(0, -4)])
    assert builder.build(nonsense) is None
    assert builder.build(nonsense) is None
    assert (tally.candidates, tally.no_molecule, tally.not_sanitized) == (2, 1, 0)


def test_what_rdkit_alone_refuses_is_counted_apart() -> None:
    """Five bonds on sodium: no rule of ours knows metals."""
    tally = Tally()
    builder = CandidateBuilder(smiles_to_state("[F-].[F-].[Na+].[Cl-].[Br-]"), tally)
    bonds = tuple((min(i, 2), max(i, 2), 3) for i in (0, 1))
    assert builder.build(make_change(bonds, [(0, -6), (1, -6)])) is None
    assert tally.no_molecule + tally.not_sanitized == 1
