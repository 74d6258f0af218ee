"""Deuterium and tritium: the flask without labels, and what happens in it told of the labels."""

from collections import defaultdict

import numpy as np
import pytest

from flower.electrons import (
    Change,
    State,
    apply_change,
    change_between,
    flask_to_state,
    fold,
    fold_step,
    has_labels,
    make_change,
    plain_step,
    smiles_to_state,
    state_to_smiles,
    uncharged,
    unlabelled,
)
from flower.electrons.numbering import in_canonical_order
from flower.steps import Step, label_molecules, mapped_step_to_states

PAIRS = [
    ("[2H]O[2H]", "O"),
    ("[Na+].[2H][B-]([2H])([2H])[2H]", "[Na+].[BH4-]"),
    ("[Li+].[2H][Al-]([2H])([2H])[2H]", "[Li+].[AlH4-]"),
    ("[2H]C([2H])([2H])I", "CI"),
    ("[2H]C(Cl)(Cl)Cl", "ClC(Cl)Cl"),
    ("[2H][2H]", "[H][H]"),
    ("[2H][H]", "[H][H]"),
    ("[2H]Cl", "Cl"),
    ("[3H]OC", "OC"),
    ("[3H][3H]", "[H][H]"),
    ("[2H+]", "[H+]"),
    ("[2H-].[Na+]", "[H-].[Na+]"),
    ("[2H][O+]([2H])[2H]", "[OH3+]"),
    ("[2H]c1c([2H])c([2H])c([2H])c([2H])c1[2H]", "c1ccccc1"),
    ("[2H][C@](C)(O)CC.[2H]N(C)C", "CC(O)CC.CNC"),
    ("[2H]n1cccc1", "c1cc[nH]c1"),
    ("[1H]O[1H]", "O"),
    ("[2H]", "[H]"),
]


@pytest.mark.parametrize(("labelled", "plain"), PAIRS)
def test_a_flask_without_labels_is_the_flask_of_hydrogen(labelled: str, plain: str) -> None:
    state, wanted = smiles_to_state(labelled), smiles_to_state(plain)
    folded = fold(state)
    assert has_labels(state)
    assert not has_labels(folded.state)
    assert folded.state.electron_total == state.electron_total
    assert state_to_smiles(folded.state) == state_to_smiles(wanted)
    assert sorted(folded.state.element.tolist()) == sorted(wanted.element.tolist())
    assert unlabelled(labelled) == state_to_smiles(wanted)


@pytest.mark.parametrize(("labelled", "plain"), PAIRS)
def test_the_order_of_the_atoms_is_that_of_the_flask_of_hydrogen(labelled: str, plain: str) -> None:
    ordered, numbering = in_canonical_order(smiles_to_state(labelled))
    asked, wanted = fold(ordered).state, in_canonical_order(smiles_to_state(plain))[0]
    for name in ("element", "hydrogens", "lone", "bonds"):
        assert np.array_equal(getattr(asked, name), getattr(wanted, name)), name
    back = numbering.reversed.state(ordered)
    assert state_to_smiles(back) == state_to_smiles(smiles_to_state(labelled))


def test_heavy_isotopes_are_no_labels_of_hydrogen() -> None:
    state = smiles_to_state("[13CH3][15NH2].[18OH2].[3He]")
    assert not has_labels(state)
    assert unlabelled("[18OH2].[3He]") == "[18OH2].[3He]"


def _shares(flask: State, change: Change) -> dict[str, float]:
    """By what it leads to, the shares of a change of the plain flask."""
    found: dict[str, float] = defaultdict(float)
    for moved, share in fold(flask).changes(change):
        assert moved.electron_residual == moved.hydrogen_residual == 0
        found[state_to_smiles(apply_change(flask, moved))] += share
    assert sum(found.values()) == pytest.approx(1)
    return dict(found)


def test_of_several_hydrogens_each_is_as_likely() -> None:
    water = smiles_to_state("O[2H].[OH-]")
    transfer = make_change(lone=[(0, 2), (1, -2)], hydrogens=[(0, -1), (1, 1)])
    assert _shares(water, transfer) == pytest.approx({"O.[2H][O-]": 0.5, "[2H]O.[OH-]": 0.5})
    nitrile = smiles_to_state("C([2H])C#N.[OH-]")
    anion = make_change(lone=[(0, 2), (3, -2)], hydrogens=[(0, -1), (3, 1)])
    assert sorted(_shares(nitrile, anion).values()) == pytest.approx([1 / 3, 2 / 3])


def test_equivalent_atoms_with_and_without_labels_share_a_step() -> None:
    ketone = smiles_to_state("[2H]C([2H])([2H])C(=O)C.[OH-]")
    enolate = make_change(lone=[(0, 2), (4, -2)], hydrogens=[(0, -1), (4, 1)])
    assert _shares(ketone, enolate) == pytest.approx(
        {"O.[2H]C([2H])([2H])C([CH2-])=O": 0.5, "[2H]O.[2H][C-]([2H])C(C)=O": 0.5}
    )


def test_equivalent_places_of_an_aromatic_ring_share_a_step_whatever_its_double_bonds() -> None:
    toluene = smiles_to_state("Cc1c([2H])cccc1.BrBr")
    plain = fold(toluene).state
    ortho = next(j for j in range(len(plain)) if plain.bonds[1, j] == 2)
    attack = make_change(bonds=[(1, ortho, -1), (ortho, 7, 1), (7, 8, -1)], lone=[(8, 2)])
    assert sorted(_shares(toluene, attack).values()) == pytest.approx([0.5, 0.5])
    methyl = smiles_to_state("[2H]C([2H])([2H])c1ccccc1.BrBr")
    assert len(_shares(methyl, attack)) == 1


def test_a_free_deuteron_is_no_free_proton() -> None:
    flask = smiles_to_state("[2H][OH2+]")
    release = make_change(lone=[(0, 2), (1, -2)], hydrogens=[(0, -1), (1, 1)])
    assert _shares(flask, release) == pytest.approx({"O.[2H+]": 1 / 3, "[2H]O.[H+]": 2 / 3})
    back = smiles_to_state("O.[2H+]")
    caught = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    assert _shares(back, caught) == pytest.approx({"[2H][OH2+]": 1.0})


@pytest.mark.parametrize(
    ("step", "kind", "description"),
    [
        (
            "[2H:1][Cl:2].[NH3:3]>>[2H:1][NH3+:3].[Cl-:2]",
            "proton transfer", "N3 takes the deuteron D1; Cl2-D1 pair stays on Cl2",
        ),
        (
            "[3H:1][Cl:2].[NH3:3]>>[3H:1][NH3+:3].[Cl-:2]",
            "proton transfer", "N3 takes the triton T1; Cl2-T1 pair stays on Cl2",
        ),
        (
            "[BH3-:1][2H:2].[CH2:3]=[O:4]>>[BH3:1].[2H:2][CH2:3][O-:4]",
            "hydride transfer", "B1 gives deuteride to C3; C3=O4 pair moves to O4",
        ),
        (
            "[2H-:1].[CH2:3]=[O:4]>>[2H:1][CH2:3][O-:4]",
            "hydride transfer", "deuteride D1 attacks C2; C2=O3 pair moves to O3",
        ),
        (
            "[2H-:1].[OH2:3]>>[2H:1][H].[OH-:3]",
            "proton transfer", "deuteride D1 takes a proton from O2, forming HD; "
            "O2-H pair stays on O2",
        ),
        (
            "[Cl:1].[CH3:2][2H:3]>>[Cl:1][2H:3].[CH3:2]",
            "hydrogen abstraction", "Cl1 takes a hydrogen atom from C2",
        ),
    ],
)  # fmt: skip
def test_a_step_of_deuterium_is_of_the_kind_that_it_is_of_hydrogen(
    step: str, kind: str, description: str
) -> None:
    told = Step.between(*mapped_step_to_states(step))
    assert told.kind == kind
    assert told.description == description
    plain = plain_step(told.reactants, told.change)
    assert not has_labels(plain.state)
    assert Step(plain.state, plain.change).kind == kind


def test_labels_that_change_place_alone_are_no_end() -> None:
    step = "[2H:1][OH:2].[CH3:3][O:4][H:5]>>[H:5][OH:2].[CH3:3][O:4][2H:1]"
    told = Step.between(*mapped_step_to_states(step))
    assert told.kind != "end"
    before, after = fold_step(told.reactants, told.products)
    assert change_between(before.state, after.state).is_empty


def test_roles_are_those_of_the_molecules_without_labels() -> None:
    step = "[2H:9][CH2:1][Cl:2].[2H:8][O-:3].[Na+:5]>>[2H:9][CH2:1][O:3][2H:8].[Cl-:2].[Na+:5]"
    labelled = label_molecules(*mapped_step_to_states(step))
    assert [(one.smiles, one.role, one.headline) for one in labelled] == [
        ("[2H]CO[2H]", "product", True),
        ("[Cl-]", "leaving group", False),
        ("[Na+]", "unchanged", False),
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("[2H]OC(C)=O", "CC(=O)[O-]", True),
        ("C[NH2+][2H]", "CN", True),
        ("[2H]Cl", "[Cl-]", True),
        ("[2H]CN", "CN", False),
        ("[2H-]", "[H-]", False),
        ("[2H]B([2H])[2H]", "B", False),
    ],
)
def test_deuterons_are_set_aside_with_charge_where_they_move_as_protons(
    one: str, other: str, alike: bool
) -> None:
    assert (uncharged(one) == uncharged(other)) is alike


@pytest.mark.parametrize(
    ("ions", "acid"),
    [
        ("[2H+].[Cl-]", "[2H]Cl"),
        ("[2H][O+]([2H])[2H].[Cl-]", "[2H]Cl.[2H]O[2H]"),
        ("[2H][OH2+].[Br-]", "Br.[2H]O"),
        ("[3H+].[I-]", "[3H]I"),
        ("[Na][2H]", "[Na+].[2H-]"),
        ("[Na]O[2H]", "[Na+].[2H][O-]"),
    ],
)
def test_acids_and_hydrides_of_deuterium_have_their_usual_form(ions: str, acid: str) -> None:
    assert state_to_smiles(flask_to_state(ions)) == state_to_smiles(smiles_to_state(acid))
