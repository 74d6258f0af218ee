"""Predict from SMILES: what is returned, for one flask and for many, and that order is nothing."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from rdkit import Chem

import flower
from flower.electrons import Candidate, State, make_change
from flower.errors import InputError
from flower.steps import UNDRAWN
from flower.steps.elementary_step import CurlyArrow
from flower.testing.toy_model import candidates
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, ToyModel

OTHER = "CCN(CC)CC.ClC(C)=O.c1ccc(CN)cc1"


def rewritten(smiles: str, seed: int) -> str:
    """The same flask, atoms and molecules in a random order."""
    dice = random.Random(seed)
    mol = Chem.MolFromSmiles(smiles)
    order = dice.sample(range(mol.GetNumAtoms()), mol.GetNumAtoms())
    shuffled = Chem.RenumberAtoms(mol, order)
    molecules = Chem.MolToSmiles(shuffled, canonical=False).split(".")
    return ".".join(dice.sample(molecules, len(molecules)))


def test_one_flask_gives_one_prediction() -> None:
    found = flower.predict(AMIDE, model=ToyModel())
    assert isinstance(found, flower.Prediction)
    assert (found.input, found.status, found.error) == (AMIDE, "ok", None)
    assert (found.model, found.seed) == ("toy", 0)
    best = found.outcomes[0]
    assert best.products == ("CC(=O)NCc1ccccc1", "CC[NH+](CC)CC", "[Cl-]")
    assert best.smiles == "CC(=O)NCc1ccccc1.CC[NH+](CC)CC.[Cl-]"
    assert [step.kind for step in best.steps] == ["addition", "elimination", "proton transfer"]
    assert best.finished
    assert [(m.smiles, m.role) for m in best.molecules] == [
        ("CC(=O)NCc1ccccc1", "product"),
        ("CC[NH+](CC)CC", "by-product"),
        ("[Cl-]", "leaving group"),
    ]


def test_new_molecules_come_with_their_roles_products_first() -> None:
    for outcome in flower.predict(AMIDE, model=ToyModel()).outcomes:
        roles = [molecule.role for molecule in outcome.molecules]
        assert roles == sorted(
            roles, key=["product", "by-product", "leaving group", "unchanged"].index
        )
        assert sum(role != "unchanged" for role in roles) == len(outcome.products)


def test_atoms_are_numbered_as_written() -> None:
    step = flower.predict(AMIDE, model=ToyModel()).outcomes[0].steps[0]
    assert step.description == "N5 attacks C2; C2=O3 pair moves to O3"
    other = flower.predict(OTHER, model=ToyModel()).outcomes[0].steps[0]
    assert other.description == "N17 attacks C9; C9=O11 pair moves to O11"
    assert other.arrows[0] == CurlyArrow((17,), (9, 17))
    assert other.mapped.count("[N:17]") == 1


def test_the_steps_of_an_outcome_follow_one_another() -> None:
    for outcome in flower.predict(AMIDE, model=ToyModel()).outcomes:
        for before, after in zip(outcome.steps, outcome.steps[1:], strict=False):
            assert before.products == after.reactants
        for step in outcome.steps:
            assert outcome.steps[-1].products == outcome.smiles
            reactants, products = flower.steps.mapped_step_to_states(step.mapped)
            assert flower.state_to_smiles(reactants) == step.reactants
            assert flower.state_to_smiles(products) == step.products


def test_many_flasks_give_a_list_in_their_order() -> None:
    found = flower.predict(iter([AMIDE, "C(", "O"]), model=ToyModel())
    assert isinstance(found, list)
    assert [(one.input, one.status) for one in found] == [
        (AMIDE, "ok"), ("C(", "error"), ("O", "ok"),
    ]  # fmt: skip
    assert found[1].error is not None
    assert found[1].outcomes == ()
    assert flower.predict([], model=ToyModel()) == []


def test_flasks_are_taken_one_by_one() -> None:
    taken = []

    def flasks() -> Iterator[str]:
        for smiles in ("O", "N", "C"):
            taken.append(smiles)
            yield smiles

    answers = flower.iter_predictions(flasks(), model=ToyModel())
    next(answers)
    assert taken == ["O"]


def test_one_unusable_flask_raises() -> None:
    with pytest.raises(InputError, match="every bracket"):
        flower.predict("C(", model=ToyModel())
    with pytest.raises(InputError, match="every bracket"):
        flower.step("C(", model=ToyModel())


@pytest.mark.parametrize("option", ["max_steps", "beam", "top", "samples", "evaluations"])
def test_options_below_one_are_refused_before_the_model_is_loaded(option: str) -> None:
    with pytest.raises(InputError, match=f"{option} = 0: at least one is needed"):
        flower.predict("C", model="no-such-model", **{option: 0})


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(InputError, match=r"seed = .* is out of range"):
        flower.step("C", model=ToyModel(), seed=seed)


def test_every_option_reaches_the_model() -> None:
    model = ToyModel()
    flower.predict("O", model=model, seed=7)
    flower.step("O", model=model, top=9)
    assert model.calls == [{"top": 8, "seed": 7}, {"top": 9, "seed": 0}]


@pytest.mark.parametrize("option", ["samples", "evaluations"])
def test_a_loaded_model_draws_as_it_was_loaded(option: str) -> None:
    with pytest.raises(InputError, match=r"`toy` is loaded already.*`flower.load_model`"):
        flower.predict("O", model=ToyModel(), **{option: 2})


def test_search_options_reach_the_search() -> None:
    short = flower.predict(AMIDE, model=ToyModel(), max_steps=1, top=1)
    (best,) = short.outcomes
    assert (len(best.steps), best.finished) == (1, False)


def test_a_target_is_looked_for() -> None:
    found = flower.predict(AMIDE, model=ToyModel(), target="C(NC(C)=O)c1ccccc1")
    assert found.target == "CC(=O)NCc1ccccc1"
    assert found.outcomes[0].products[0] == "CC(=O)NCc1ccccc1"
    assert found.to_json_dict()["target"] == found.target
    assert flower.predict(AMIDE, model=ToyModel(), target="CCCC").outcomes == ()


def test_budgets_end_the_search() -> None:
    found = flower.predict(AMIDE, model=ToyModel(), max_states=1)
    assert (found.stopped, found.outcomes[0].finished) == ("states", False)
    assert found.to_json_dict()["stopped"] == "states"
    assert flower.predict(AMIDE, model=ToyModel(), time_limit_s=1e-9).stopped == "time"


@pytest.mark.parametrize("target", ["C(", "C.C", ""])
def test_a_target_that_is_not_one_molecule_is_refused(target: str) -> None:
    with pytest.raises(InputError):
        flower.predict("C", model=ToyModel(), target=target)


def test_a_step_ranks_what_may_come_next() -> None:
    found = flower.step(AMIDE, model=ToyModel())
    assert [c.rank for c in found.candidates] == [1, 2]
    assert [c.step.kind for c in found.candidates] == ["addition", "end"]
    assert found.candidates[0].products == ("CC([O-])(Cl)[NH2+]Cc1ccccc1",)
    assert found.candidates[1].smiles == flower.electrons.canonical(AMIDE)
    assert list(found.to_json_dict()) == [
        "input", "status", "error", "candidates", "model", "seed",
    ]  # fmt: skip
    assert list(found.to_json_dict()["candidates"][0]) == [
        "rank", "probability", "smiles", "products", "step",
    ]  # fmt: skip


class Jumpy(ToyModel):
    """Moves electrons where no arrow leads."""

    def propose(self, states: Sequence[State], **asked: int) -> list[list[Candidate]]:
        return [candidates(state, [(1.0, self._jump(state))]) for state in states]

    def _jump(self, state: State) -> flower.electrons.Change:
        na, cl = state.element.tolist().index(11), state.element.tolist().index(17)
        lone = [(na, -2), (cl, 2)] if state.charge[na] < 0 else []
        return make_change(lone=lone)


def test_a_step_that_no_arrows_draw_is_predicted_all_the_same() -> None:
    (outcome,) = flower.predict("[Na-].[Cl+]", model=Jumpy()).outcomes
    (step,) = outcome.steps
    assert (outcome.smiles, step.arrows, step.description) == ("[Cl-].[Na+]", (), UNDRAWN)


def ranking(prediction: flower.Prediction) -> list[tuple[object, ...]]:
    return [(o.smiles, o.probability, o.products, o.finished) for o in prediction.outcomes]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_writing_changes_no_outcome(seed: int) -> None:
    plain = flower.predict(AMIDE, model=ToyModel())
    mixed = flower.predict(rewritten(AMIDE, seed), model=ToyModel())
    assert ranking(mixed) == ranking(plain)


@pytest.mark.slow
@pytest.mark.parametrize("samples", [1, 3])
def test_the_order_of_writing_changes_nothing_with_a_network(samples: int, tmp_path: Path) -> None:
    model = flower.load_model(
        write_tiny_model(tmp_path / "tiny", head="endpoint"), "cpu", samples=samples
    )
    flask = "Cc1ccccc1O.N"
    plain = flower.step(flask, model=model, top=100)
    known = [(c.smiles, c.probability) for c in plain.candidates]
    assert len(known) > 1
    for seed in range(3):
        mixed = flower.step(rewritten(flask, seed), model=model, top=100)
        assert [(c.smiles, c.probability) for c in mixed.candidates] == known


def test_the_same_seed_gives_the_same_answer(tmp_path: Path) -> None:
    model = flower.load_model(
        write_tiny_model(tmp_path / "tiny", head="endpoint"), "cpu", samples=3
    )
    one, same, other = (
        [c.probability for c in flower.step("CC=O.N", model=model, seed=s).candidates]
        for s in (1, 1, 2)
    )
    assert one == same
    assert one != other
