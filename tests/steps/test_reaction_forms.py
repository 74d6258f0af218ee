"""Mapped steps without hydrogens, as RXN, RDF and CXSMILES, and read back."""

import pytest
from rdkit.Chem import rdChemReactions

from flower.electrons import smiles_to_state, state_to_smiles
from flower.electrons.mol_blocks import block_to_smiles
from flower.steps import mapped_step_to_states
from flower.steps.reaction_forms import (
    cxsmiles,
    overall_reaction,
    rdf_text,
    rxn_block,
    without_hydrogens,
)

STEPS = {
    "hydride": "[Al-:1]([H:3])([H:4])([H:5])[H:6].[Na+:2]>>"
    "[Al:1]([H:3])([H:4])[H:5].[H-:6].[Na+:2]",
    "stereo": "[C:1]([H:4])([H:5])([H:6])[C@:2]([F:7])([Cl:8])[H:9].[Na:3]>>"
    "[C:1]([H:4])([H:5])([H:6])[C@@:2]([F:7])([Cl:8])[H:9].[Na:3]",
    "dihydrogen": "[H:1][H:5].[C:2]([H:6])([H:7])=[C:3]([H:8])[H:9]>>"
    "[C:2]([H:1])([H:6])([H:7])[C:3]([H:5])([H:8])[H:9]",
    "proton": "[H+:3].[O:1]([H:4])[H:5]>>[O+:1]([H:3])([H:4])[H:5]",
    "radicals": "[C:1]([H:3])([H:4])[H:5].[Cl:2]>>[C:1]([H:3])([H:4])([H:5])[Cl:2]",
    "carbene": "[C:1]([H:3])[H:4].[O:2]([H:5])[H:6]>>[C-:1]([H:3])([H:4])[O+:2]([H:5])[H:6]",
    "label": "[Cl:1][C:2]([2H:3])([H:4])[H:5].[I-:6]>>[Cl-:1].[I:6][C:2]([2H:3])([H:4])[H:5]",
}  # fmt: skip


def states(reaction: str) -> list[str]:
    return [state_to_smiles(state) for state in mapped_step_to_states(reaction)]


@pytest.mark.parametrize("name", STEPS)
def test_hydrogens_are_counted_and_nothing_is_lost(name: str) -> None:
    short = without_hydrogens(STEPS[name])
    assert states(short) == states(STEPS[name])
    assert short.count("[H:") <= 4
    assert len(short) < len(STEPS[name])


@pytest.mark.parametrize("hydrogens", [False, True])
@pytest.mark.parametrize("name", STEPS)
def test_rxn_is_read_back_as_the_same_step(name: str, hydrogens: bool) -> None:
    written = STEPS[name] if hydrogens else without_hydrogens(STEPS[name])
    read = block_to_smiles(rxn_block(written, name))
    assert read is not None
    sides = [state_to_smiles(smiles_to_state(side)) for side in read.split(">")[::2]]
    assert sides == states(STEPS[name])
    if not hydrogens and "[H" not in written:
        assert states(read) == sides


def test_other_programs_read_the_rxn() -> None:
    block = rxn_block("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", "two\nlines")
    made = rdChemReactions.ReactionFromRxnBlock(block)
    assert (made.GetNumReactantTemplates(), made.GetNumProductTemplates()) == (2, 2)
    assert block.splitlines()[1] == "two lines"


def test_radicals_stand_between_the_bars_of_cxsmiles() -> None:
    assert cxsmiles(without_hydrogens(STEPS["radicals"])).endswith(" |^1:0,1|")
    assert "|" not in cxsmiles(without_hydrogens(STEPS["label"]))


def test_the_whole_way_is_one_reaction_of_heavy_atoms() -> None:
    first, last = STEPS["dihydrogen"], STEPS["dihydrogen"]
    assert overall_reaction(first, last) == "[CH2:2]=[CH2:3].[H][H]>>[CH3:2][CH3:3]"


def test_an_rdf_tells_of_each_reaction_what_it_is_given() -> None:
    lines = rdf_text([(STEPS["proton"], {"kind": "proton\ntransfer", "probability": 0.5})])
    assert lines.splitlines()[-4:] == [
        "$DTYPE kind", "$DATUM proton transfer", "$DTYPE probability", "$DATUM 0.5",
    ]  # fmt: skip
