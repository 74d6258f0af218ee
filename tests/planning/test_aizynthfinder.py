"""AiZynthFinder's tree search asks whether the forward mechanism agrees."""

import importlib
import sys
from typing import Any

import pytest

from flower.errors import InputError
from tests.toy_model import ToyModel

AMIDE, ACID_CHLORIDE, AMINE = "CC(=O)NCc1ccccc1", "CC(=O)Cl", "NCc1ccccc1"
BASE = ["CCN(CC)CC"]


def test_without_aizynthfinder_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "aizynthfinder", None)
    monkeypatch.delitem(sys.modules, "aizynthfinder.context.policy", raising=False)
    monkeypatch.delitem(sys.modules, "flower.planning.aizynthfinder", raising=False)
    with pytest.raises(InputError, match="`pip install aizynthfinder`"):
        importlib.import_module("flower.planning.aizynthfinder")


@pytest.fixture
def strategy() -> Any:
    pytest.importorskip(
        "aizynthfinder.context.policy",
        reason="AiZynthFinder, which wants RDKit of 2023 and NumPy 1, is not installed",
        exc_type=ImportError,
    )
    from flower.planning.aizynthfinder import MechanismFilterStrategy

    return MechanismFilterStrategy


@pytest.fixture
def config(strategy: Any) -> Any:
    from aizynthfinder.context.config import Configuration

    return Configuration()


def cut(reactants: str) -> Any:
    from aizynthfinder.chem import SmilesBasedRetroReaction, TreeMolecule

    return SmilesBasedRetroReaction(
        TreeMolecule(parent=None, smiles=AMIDE), reactants_str=reactants, metadata={}
    )


def test_a_reaction_that_works_forwards_passes(strategy: Any, config: Any) -> None:
    strategy("mechanism", config, model=ToyModel(), agents=BASE)(cut(f"{ACID_CHLORIDE}.{AMINE}"))


def test_one_that_does_not_is_rejected_and_asked_about_once(strategy: Any, config: Any) -> None:
    from aizynthfinder.utils.exceptions import RejectionException

    model = ToyModel()
    policy = strategy("mechanism", config, model=model, agents=BASE)
    for _ in range(2):
        with pytest.raises(RejectionException, match="forwards, its product forms with"):
            policy(cut(f"CC=O.{AMINE}"))
        asked, model.calls = len(model.calls), []
    assert asked == 0
    policy.reset_cache()
    with pytest.raises(RejectionException):
        policy(cut(f"CC=O.{AMINE}"))
    assert model.calls


def test_a_configuration_names_it_by_its_path(strategy: Any, config: Any) -> None:
    config.filter_policy.load_from_config(
        mechanism={
            "type": "flower.planning.aizynthfinder.MechanismFilterStrategy",
            "model": ToyModel(),
            "minimum_probability": 0.5,
            "agents": BASE,
            "search": {"max_steps": 6},
        }
    )
    config.filter_policy.select("mechanism")
    config.filter_policy(cut(f"{ACID_CHLORIDE}.{AMINE}"))
    assert config.filter_policy["mechanism"].minimum_probability == 0.5


def test_a_probability_that_is_none_is_refused(strategy: Any, config: Any) -> None:
    with pytest.raises(InputError, match=r"minimum_probability = 2"):
        strategy("mechanism", config, model=ToyModel(), minimum_probability=2.0)
