"""A retrosynthesis run with syntheseus asks whether the forward mechanism agrees."""

import importlib
import sys
from collections.abc import Sequence

import pytest

import flower
from flower.errors import InputError
from tests.toy_model import ToyModel

pytest.importorskip("syntheseus", reason="syntheseus is not installed")

from syntheseus import (
    BackwardReactionModel,
    Bag,
    Molecule,
    Reaction,
    SingleProductReaction,
)
from syntheseus.reaction_prediction.filters.forward import ForwardReactionFilterModel
from syntheseus.reaction_prediction.filters.wrapper import FilteredBackwardReactionModel
from syntheseus.search.algorithms.breadth_first import AndOr_BreadthFirstSearch
from syntheseus.search.mol_inventory import SmilesListInventory

from flower.planning import MechanismFilter, MechanismForwardModel, MechanismScorer

AMIDE, ACID_CHLORIDE, AMINE = "CC(=O)NCc1ccccc1", "CC(=O)Cl", "NCc1ccccc1"
BASE = ["CCN(CC)CC"]


def bag(*smiles: str) -> Bag[Molecule]:
    return Bag(Molecule(one) for one in smiles)


def right() -> SingleProductReaction:
    return SingleProductReaction(reactants=bag(ACID_CHLORIDE, AMINE), product=Molecule(AMIDE))


def wrong() -> SingleProductReaction:
    return SingleProductReaction(reactants=bag("CC=O", AMINE), product=Molecule(AMIDE))


class Disconnections(BackwardReactionModel):
    """Knows two ways to cut the amide, of which one does not work forward."""

    def _get_reactions(
        self, inputs: list[Molecule], num_results: int
    ) -> list[Sequence[SingleProductReaction]]:
        return [[right(), wrong()] if m.smiles == AMIDE else [] for m in inputs]


def test_outcomes_are_reactions_with_probabilities() -> None:
    ((best, *_),) = MechanismForwardModel(ToyModel(), agents=BASE)([bag(ACID_CHLORIDE, AMINE)])
    predicted = flower.predict(f"{ACID_CHLORIDE}.{AMINE}.{BASE[0]}", model=ToyModel()).outcomes[0]
    assert best.products == bag(AMIDE, BASE[0], "Cl")
    assert best.metadata["probability"] == pytest.approx(predicted.probability)
    before, after = best.metadata["reaction_smiles"].split(">>")
    assert (before, after) == (predicted.steps[0].reactants, predicted.smiles)


def test_what_a_flask_may_lack_is_put_in_where_no_agents_are_known() -> None:
    flask = f"{ACID_CHLORIDE}.{AMINE}"
    ((best, *_),) = MechanismForwardModel(ToyModel(), agents=None)([bag(ACID_CHLORIDE, AMINE)])
    completion = flower.complete(flask, model=ToyModel())
    completed = completion.outcomes[0]
    assert (BASE[0],) in [lack.put_in for lack in completion.lacks]
    assert Molecule(AMIDE) in best.products
    assert best.metadata["probability"] == pytest.approx(completed.probability)
    (score,) = MechanismScorer(ToyModel(), agents=None)([right()])
    assert score == pytest.approx(completed.probability)


def test_a_flask_that_cannot_be_used_has_no_outcome() -> None:
    model = MechanismForwardModel(ToyModel())
    assert model([bag("[Pd]"), bag("O")]) == [[], []]
    assert model.is_forward()
    assert list(model.get_parameters()) == []


def test_no_more_outcomes_are_given_than_asked_for() -> None:
    (found,) = MechanismForwardModel(ToyModel(), agents=BASE)([bag(ACID_CHLORIDE, AMINE)], 1)
    assert len(found) == 1


def test_the_score_is_the_probability_of_the_product() -> None:
    likely, unlikely = MechanismScorer(ToyModel(), agents=BASE)([right(), wrong()])
    assert likely > 0.7
    assert unlikely == 0


def test_charge_is_no_matter() -> None:
    ion = Reaction(reactants=bag(ACID_CHLORIDE, AMINE), products=bag("CC(=O)[NH2+]Cc1ccccc1"))
    (likely,) = MechanismScorer(ToyModel(), agents=BASE)([ion])
    assert likely > 0.7


def test_the_filter_accepts_from_its_minimum_probability_on() -> None:
    assert MechanismFilter(ToyModel(), agents=BASE)([right(), wrong()]) == [True, False]
    assert MechanismFilter(ToyModel(), minimum_probability=0.99, agents=BASE)([right()]) == [False]
    with pytest.raises(InputError, match=r"minimum_probability = 0\.0"):
        MechanismFilter(ToyModel(), minimum_probability=0.0)


def test_the_planners_own_filter_takes_the_forward_model() -> None:
    forward = MechanismForwardModel(ToyModel(), agents=BASE)
    own = ForwardReactionFilterModel(forward_model=forward, top_k=3)
    assert own([right(), wrong()]) == [True, False]


def test_a_search_expands_only_what_the_mechanism_allows() -> None:
    inventory = SmilesListInventory([ACID_CHLORIDE, "CC=O", AMINE])

    def reactions_found(model: BackwardReactionModel) -> set[Bag[Molecule]]:
        search = AndOr_BreadthFirstSearch(
            reaction_model=model, mol_inventory=inventory, limit_iterations=5
        )
        graph, _ = search.run_from_mol(Molecule(AMIDE))
        return {node.reaction.reactants for node in graph.nodes() if hasattr(node, "reaction")}

    mechanism = MechanismFilter(ToyModel(), agents=BASE)
    filtered = FilteredBackwardReactionModel(
        backward_model=Disconnections(use_cache=True), filter_models={"mechanism": mechanism}
    )
    assert reactions_found(Disconnections(use_cache=True)) == {right().reactants, wrong().reactants}
    assert reactions_found(filtered) == {right().reactants}
    assert filtered.acceptance_rate == 0.5


def test_without_syntheseus_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "syntheseus", None)
    monkeypatch.delitem(sys.modules, "flower.planning.syntheseus")
    with pytest.raises(InputError, match=r'pip install "flower-mechanisms\[syntheseus\]"'):
        importlib.import_module("flower.planning.syntheseus")
