"""Scores of steps and mechanisms: what is told, of right and wrong ones, and of bad input."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import flower
from flower.errors import InputError
from flower.trust import FeasibilityCalibration, MetSurroundings
from flower.trust.surroundings import RADII
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, ToyModel

KEYS = [
    "reactants", "products", "mapped", "how_mapped", "probability", "interval",
    "log_likelihood", "feasibility", "rank", "preferred", "unfamiliar", "energy_kcal_mol",
    "barrier_kcal_mol", "energy_note", "stereo", "note",
]  # fmt: skip
TRANSFER = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"


def amide() -> flower.Mechanism:
    best = flower.predict(AMIDE, model=ToyModel()).outcomes[0]
    return flower.Mechanism("amide", tuple(step.mapped for step in best.steps))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    folder = write_tiny_model(tmp_path / "tiny", head="jumps")
    none = np.array([], np.uint64)
    FeasibilityCalibration(1.0, 4.0).save(folder)
    MetSurroundings((none,) * RADII).save(folder)
    return folder


def test_a_step_the_model_would_take_is_told_with_its_rank() -> None:
    found = flower.score(amide().steps[0], model=ToyModel())
    (step,) = found.steps
    proposed = flower.step(AMIDE, model=ToyModel()).candidates[0]
    assert (step.rank, step.preferred, step.how_mapped) == (1, None, "as given")
    assert step.probability == pytest.approx(proposed.probability)
    assert step.products == proposed.smiles
    assert step.mapped == amide().steps[0]
    assert (step.kind, step.description) == (proposed.step.kind, proposed.step.description)
    assert (found.status, found.weakest_step, found.model) == ("ok", 1, "toy")


def test_a_step_the_model_would_not_take_hears_what_it_would_rather_do() -> None:
    (step,) = flower.score(TRANSFER.replace("N", "P"), model=_phosphorus()).steps
    assert (step.rank, step.probability) == (None, 0.0)
    assert step.preferred is not None


def _phosphorus() -> ToyModel:
    model = ToyModel()
    model.elements = model.elements | {15}
    return model


def test_a_mechanism_is_the_product_of_its_steps_and_as_weak_as_the_weakest() -> None:
    found = flower.score(amide(), model=ToyModel())
    assert len(found.steps) == 3
    assert found.probability == pytest.approx(math.prod(step.probability for step in found.steps))
    weakest = min(range(3), key=lambda k: found.steps[k].probability)
    assert found.weakest_step == weakest + 1


def test_a_deliberately_wrong_step_is_the_weakest() -> None:
    steps = list(amide().steps)
    before = steps[2].split(">>")[0]
    steps[2] = f"{before}>>{before}"  # the acid proton stays where it is
    found = flower.score(flower.Mechanism("wrong", tuple(steps)), model=ToyModel())
    assert found.weakest_step == 3


def test_a_network_tells_likelihood_feasibility_and_how_unfamiliar_a_step_is(tiny: Path) -> None:
    (step,) = flower.score(TRANSFER, model=tiny).steps
    assert step.log_likelihood is not None
    assert step.feasibility is not None
    assert step.log_likelihood < 0
    assert step.feasibility == pytest.approx(1 / (1 + math.exp(-(step.log_likelihood + 4))))
    assert step.unfamiliar == 1  # nothing was met in training
    assert step.interval is None


def test_a_model_without_a_calibration_tells_the_rest(tmp_path: Path) -> None:
    (step,) = flower.score(TRANSFER, model=write_tiny_model(tmp_path / "bare")).steps
    assert (step.feasibility, step.unfamiliar) == (None, None)
    assert step.log_likelihood is not None


def test_the_end_of_a_reaction_can_be_scored(tiny: Path) -> None:
    side = TRANSFER.split(">>")[1]
    (step,) = flower.score(f"{side}>>{side}", model=tiny).steps
    assert (step.kind, step.unfamiliar) == ("end", None)
    assert step.feasibility is not None


def test_a_step_without_map_numbers_is_mapped_by_the_fewest_moved_electrons(tiny: Path) -> None:
    (given,) = flower.score(TRANSFER, model=tiny).steps
    (found,) = flower.score("N.Cl>>[Cl-].[NH4+]", model=tiny).steps
    assert found.how_mapped == "by the fewest moved electrons"
    assert found.log_likelihood == pytest.approx(given.log_likelihood)
    assert found.description == given.description


def test_the_order_of_writing_does_not_matter(tiny: Path) -> None:
    (one,) = flower.score("CN.Cl.O>>C[NH3+].[Cl-].O", model=tiny).steps
    (other,) = flower.score("O.Cl.NC>>O.[NH3+]C.[Cl-]", model=tiny).steps
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-3)
    assert one.probability == pytest.approx(other.probability, rel=1e-3)


def test_the_json_has_the_published_keys() -> None:
    told = flower.score(amide(), model=ToyModel()).to_json_dict()
    assert list(told) == [
        "input", "status", "error", "steps", "weakest_step", "probability", "model",
        "energy_method",
    ]  # fmt: skip
    assert list(told["steps"][0]) == KEYS
    assert json.loads(json.dumps(told)) == told


def test_among_many_one_that_cannot_be_used_spoils_only_itself() -> None:
    found = flower.score(["CC", amide(), flower.Mechanism("empty", ())], model=ToyModel())
    assert [one.status for one in found] == ["error", "ok", "error"]
    assert found[0].error is not None
    assert "no step" in str(found[2].error)
    assert (found[0].steps, found[0].weakest_step) == ((), None)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("CC", "step"),
        ("[NH3:1].[ClH:2]>>[NH4+:1]", "Cl"),
        ("[Pd:1].[ClH:2]>>[Pd:1].[ClH:2]", "holds Pd, which the model `toy` has not learnt"),
    ],
)
def test_one_that_cannot_be_used_raises(step: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        flower.score(step, model=ToyModel())


def test_in_a_mechanism_the_step_that_is_wrong_is_named() -> None:
    broken = flower.Mechanism("broken", (TRANSFER, "[NH3:1]>>[NH4+:1]"))
    with pytest.raises(InputError, match=r"^Step 2: "):
        flower.score(broken, model=ToyModel())


@pytest.mark.slow
def test_energies_stand_beside_the_probabilities(tiny: Path) -> None:
    pytest.importorskip("tblite")
    pytest.importorskip("ase")
    settings = flower.EnergySettings(solvent="water")
    found = flower.score("N.Cl>>[NH4+].[Cl-]", model=tiny, energies=settings)
    assert found.energy_method == "GFN2-xTB, ALPB water, 5 conformers, seed 0"
    assert found.steps[0].energy_kcal_mol is not None
    assert found.steps[0].energy_kcal_mol < 0
    assert found.steps[0].barrier_kcal_mol is None
    assert flower.score("N.Cl>>[NH4+].[Cl-]", model=tiny).energy_method is None


def test_the_weakest_step_of_a_wrong_mechanism_is_found() -> None:
    steps = (
        "CC(=O)Cl.NC>>CC([O-])(Cl)[NH2+]C",
        "CC([O-])(Cl)[NH2+]C>>[CH3-].O=C(Cl)[NH2+]C",  # methyl leaves, and not chloride
        "[CH3-].O=C(Cl)[NH2+]C>>C.O=C(Cl)NC",
    )
    found = flower.score(flower.Mechanism("wrong", steps))
    assert found.weakest_step == 2
    weakest = found.steps[1]
    assert weakest.feasibility is not None
    others = [step.feasibility for step in (found.steps[0], found.steps[2])]
    assert weakest.feasibility < 0.5
    assert all(other is not None and other > 2 * weakest.feasibility for other in others)
    assert weakest.preferred == "C[NH2+]C(C)=O.[Cl-]"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("CCBr.[Na]O>>CCO.[Na]Br", "CCBr.[Na+].[OH-]>>CCO.[Br-].[Na+]"),
        ("CCBr.[N-]=[N+]=[N-]>>CC[N-][N+]#N.[Br-]", "CCBr.[N-]=[N+]=[N-]>>CCN=[N+]=[N-].[Br-]"),
        ("CN.[H+].[Cl-]>>C[NH3+].[Cl-]", "CN.Cl>>C[NH3+].[Cl-]"),
        ("CCBr.C[S+](C)[O-]>>CCO[S+](C)C.[Br-]", "CCBr.CS(C)=O>>CCO[S+](C)C.[Br-]"),
    ],
)
def test_a_step_is_asked_about_in_the_form_that_models_know(
    tiny: Path, written: str, read_as: str
) -> None:
    found = flower.score(written, model=tiny).steps[0]
    usual = flower.score(read_as, model=tiny).steps[0]
    assert found.note == f"read as {read_as}"
    assert found.log_likelihood == pytest.approx(usual.log_likelihood)


def test_a_change_of_form_alone_is_the_step_that_it_is() -> None:
    found = flower.score("[OH3+].[Cl-]>>O.Cl", model=ToyModel()).steps[0]
    assert (found.kind, found.note) == ("proton transfer", None)
