"""The quick looks at a flask never rule out what a search would find."""

import pytest
from rdkit import Chem

from flower.electrons import smiles_to_state, state_to_mol
from flower.mechanisms import library
from flower.mechanisms.atom_demands import AtomDemands
from flower.mechanisms.pieces import searched
from flower.mechanisms.screening import Flask, Pattern
from flower.mechanisms.step_template import StepTemplate

FLASKS = (
    "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC",
    "O=C(O)c1c[nH]c2ccccc12.[BH4-].[Na+].[H-].[H][H].[H+]",
    "OB(O)c1ccncc1.Brc1cccc([N+](=O)[O-])c1.CC(=O)[O-].[Pd+2].C[Si](C)(C)C#C",
    "[2H]C1CC1C=C.OO.[Li]CCCC.CS(C)=O.C[N+](C)(C)C.[CH3]",
)


def _patterns() -> list[Pattern]:
    found = {}
    for mechanism in library()[::15]:
        steps = [step.template for route in mechanism.routes for step in route]
        pieces = [p.pattern for s in steps if isinstance(s, StepTemplate) for p in s.parts]
        for pattern in (*mechanism.needs, *mechanism.forbids, *pieces):
            found[pattern.text] = pattern
    return list(found.values())


@pytest.mark.parametrize("smiles", FLASKS)
def test_no_pattern_that_is_there_is_ruled_out(smiles: str) -> None:
    mol = Chem.MolFromSmiles(smiles)
    flask = Flask(mol)
    ruled_out = 0
    for pattern in _patterns():
        there = mol.HasSubstructMatch(pattern.query)
        assert flask.has(pattern) == there, pattern.text
        ruled_out += bool(pattern.demands & flask.lacks)
        assert not (there and pattern.demands & flask.lacks), pattern.text
    assert ruled_out > 100


@pytest.mark.parametrize("smiles", [*FLASKS, "[Na+].CC(=O)Cl.NCc1ccccc1.[H][H].[OH-]"])
def test_a_flask_has_what_its_molecules_have(smiles: str) -> None:
    state = smiles_to_state(smiles)
    mol = state_to_mol(state)
    flask = searched(state, mol)
    for pattern in _patterns():
        assert flask.has(pattern) == mol.HasSubstructMatch(pattern.query), pattern.text


def test_a_pattern_of_two_molecules_is_looked_for_in_the_whole_flask() -> None:
    state = smiles_to_state("CO.[Na+]")
    flask = searched(state, state_to_mol(state))
    assert flask.has(Pattern(Chem.MolFromSmarts("[OH].[Na+]")))
    assert not flask.has(Pattern(Chem.MolFromSmarts("[OH].[OH]")))


@pytest.mark.parametrize(
    ("asked", "lacking", "meeting"),
    [
        ("[OH]", "COC", "CO"),
        ("[N+]", "N", "[NH4+]"),
        ("[c]", "C1CCCCC1", "c1ccccc1"),
        ("[CX2]", "C=C", "C#C"),
        ("[BH]", "B(C)(C)C", "[H]B(C)C"),
    ],
)
def test_a_demand_is_told_without_a_search(asked: str, lacking: str, meeting: str) -> None:
    demands = AtomDemands()
    bit = demands.bit(Chem.AtomFromSmarts(asked))
    assert bit & demands.lacking(Chem.MolFromSmiles(lacking))
    assert not bit & demands.lacking(Chem.MolFromSmiles(meeting))


@pytest.mark.parametrize("asked", ["[$(CO)]", "[C;!$(CO)]", "[C;!$(CO),N]"])
def test_what_stands_around_an_atom_is_left_to_the_search(asked: str) -> None:
    demands = AtomDemands()
    bit = demands.bit(Chem.AtomFromSmarts(asked))
    for smiles in ("CO", "CC"):
        assert not bit & demands.lacking(Chem.MolFromSmiles(smiles))


def test_patterns_that_are_read_later_are_seen_in_flasks_asked_before() -> None:
    flask = Flask(Chem.MolFromSmiles("CC[Se]C"))
    assert not flask.has(Pattern(Chem.MolFromSmarts("[OH]")))
    assert flask.has(Pattern(Chem.MolFromSmarts("[Se;X2;+0]")))
    assert not flask.has(Pattern(Chem.MolFromSmarts("[Se;X4;+0]")))
