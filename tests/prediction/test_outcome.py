"""What a prediction says: new molecules, steps, arrows, words, JSON."""

import pytest

from flower.electrons import Candidate, State, apply_change, make_change, smiles_to_state
from flower.prediction.outcome import Outcome, Prediction
from flower.steps import UNDRAWN
from flower.steps.elementary_step import elementary_step, new_molecules


def candidate(state: State, **rows: object) -> Candidate:
    change = make_change(**rows)
    products = apply_change(state, change)
    return Candidate(change, products, "", 0.5)


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ("C.C", "C.C", ()),
        ("C", "C.C", ("C",)),
        ("O.CCl", "CO.[Cl-]", ("CO", "[Cl-]")),
        ("C.CCC", "CCCC", ("CCCC",)),
        ("OC", "CO", ()),
        ("O", "O.[H+]", ("[H+]",)),
        ("C1=CC(C)=C(O)C=C1", "Cc1ccccc1O.O", ("O",)),
    ],
)
def test_new_molecules_are_those_not_there_before(
    before: str, after: str, new: tuple[str, ...]
) -> None:
    assert new_molecules(smiles_to_state(before), smiles_to_state(after)) == new


def test_a_step_is_told_in_smiles_arrows_and_words() -> None:
    flask = smiles_to_state("[OH-].Cl.O")
    step = elementary_step(
        flask, candidate(flask, lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    )
    assert (step.reactants, step.products) == ("Cl.O.[OH-]", "O.O.[Cl-]")
    assert (step.kind, step.probability) == ("proton transfer", 0.5)
    assert step.formed == ("O", "[Cl-]")
    assert step.description == "O1 takes a proton from Cl2; Cl2-H pair stays on Cl2"
    moved = [(arrow.source, arrow.sink) for arrow in step.arrows]
    assert moved == [((1,), (1, 5)), ((2, 5), (2,))]
    assert "[Cl:2][H:5]" in step.mapped.split(">>")[0]
    assert "[O:1]([H:4])[H:5]" in step.mapped.split(">>")[1]


def test_a_step_of_single_electrons_is_told_in_fishhooks() -> None:
    flask = smiles_to_state("[Cl].C")
    step = elementary_step(
        flask, candidate(flask, lone=[(0, -1), (1, 1)], hydrogens=[(0, 1), (1, -1)])
    )
    assert (step.kind, step.formed) == ("hydrogen abstraction", ("Cl", "[CH3]"))
    assert step.description == "Cl1 takes a hydrogen atom from C2"
    moved = [(arrow.source, arrow.sink, arrow.electrons) for arrow in step.arrows]
    assert moved == [((1,), (1, 6), 1), ((2, 6), (1, 6), 1), ((2, 6), (2,), 1)]


def test_json_tells_electrons_of_fishhooks_alone() -> None:
    flask = smiles_to_state("[Na].CC(C)=O")
    step = elementary_step(
        flask, candidate(flask, bonds=[(2, 4, -1)], lone=[(0, -1), (2, 1), (4, 2)])
    )
    outcome = Outcome(1, 0.5, step.products, step.formed, True, (step,))
    told = Prediction("[Na].CC(C)=O", "ok", None, (outcome,), "toy", 0).to_json_dict()
    assert told["outcomes"][0]["steps"][0]["arrows"] == [
        {"source": [1], "sink": [3], "electrons": 1},
        {"source": [3, 5], "sink": [5]},
    ]


def test_electrons_that_jump_are_told_without_arrows() -> None:
    flask = smiles_to_state("[Na-].[Cl+]")
    step = elementary_step(flask, candidate(flask, lone=[(0, -2), (1, 2)]))
    assert (step.arrows, step.description) == ((), UNDRAWN)
    assert (step.products, step.kind) == ("[Cl-].[Na+]", "electron shift")
    assert step.mapped == "[Cl+:2].[Na-:1]>>[Cl-:2].[Na+:1]"


def test_the_end_is_told_as_the_end() -> None:
    flask = smiles_to_state("O")
    step = elementary_step(flask, candidate(flask))
    assert (step.kind, step.arrows, step.formed) == ("end", (), ())
    assert step.description == "nothing more happens"


def test_json_keeps_to_the_published_schema() -> None:
    flask = smiles_to_state("C=O.N")
    step = elementary_step(
        flask, candidate(flask, bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)])
    )
    outcome = Outcome(1, 0.5, "[NH3+]C[O-]", ("[NH3+]C[O-]",), True, (step,))
    told = Prediction("C=O.N", "ok", None, (outcome,), "toy", 0).to_json_dict()
    assert list(told) == ["input", "status", "error", "outcomes", "model", "seed"]
    (first,) = told["outcomes"]
    assert list(first) == [
        "rank", "probability", "smiles", "products", "finished", "steps", "molecules",
    ]  # fmt: skip
    assert first["finished"] is True
    (one,) = first["steps"]
    assert list(one) == [
        "reactants", "products", "mapped", "probability", "arrows", "description", "kind",
    ]  # fmt: skip
    assert (one["kind"], one["description"]) == ("addition", step.description)
    assert one["arrows"] == [
        {"source": [3], "sink": [1, 3]},
        {"source": [1, 2], "sink": [2]},
    ]
    assert first["products"] == ["[NH3+]C[O-]"]
