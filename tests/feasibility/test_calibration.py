"""`flower.calibrate`: what is fitted, what is written, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

import flower
from flower.errors import InputError, ModelError
from flower.evaluation.reactions import RecordedReaction, read_recorded_reaction
from flower.feasibility.calibration import CalibrationProgress
from flower.feasibility.outcome_calibration import ComparedOutcome, compare_outcomes, fit_outcomes
from flower.feasibility.step_calibration import area_under_curve
from flower.network import load_checkpoint
from flower.records import ReactionRecord, preprocess
from flower.trust import FeasibilityCalibration, MetSurroundings, OutcomeDescriptors
from flower.trust.confidence import FEATURES
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, CalmModel, ToyModel


def transfer(carbons: int) -> str:
    chain = "".join(f"[CH2:{k + 3}]" for k in range(carbons))
    amine, salt = f"[CH3:99]{chain}[NH2:1]", f"[CH3:99]{chain}[NH3+:1]"
    return f"{amine}.[ClH:2]>>{salt}.[Cl-:2]"


def write_steps(path: Path, flasks: int = 12) -> Path:
    path.write_text("".join(f"{transfer(n)}|{n}\n" for n in range(flasks)))
    return path


def write_overall(path: Path, reactions: int = 24) -> Path:
    """Every third reaction records a product that the toy model never makes."""
    lines = []
    for n in range(1, reactions + 1):
        amine = "C" * n + "N"
        product = f"O{'C' * n}N" if n % 3 == 0 else f"CC(=O)N{'C' * n}"
        lines.append(f"CC(=O)Cl.{amine}>>{product}\n")
    path.write_text("".join(lines))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "model", seed=3)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> ToyModel:
    model = ToyModel()
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: model)
    return model


def test_steps_fit_the_feasibility_and_leave_the_weights(folder: Path, tmp_path: Path) -> None:
    weights = (folder / "weights.safetensors").read_bytes()
    steps, told = write_steps(tmp_path / "steps.txt"), list[CalibrationProgress]()
    found = flower.calibrate(folder, steps, workers=1, device="cpu", progress=told.append)
    assert (found.met, found.confidence) == (None, None)
    assert found.feasibility is not None
    assert found.feasibility.n_recorded == 12
    assert found.feasibility.n_wrong == sum(f.n_steps for f in found.feasibility.faults.values())
    assert FeasibilityCalibration.load(folder) == FeasibilityCalibration(
        found.feasibility.slope, found.feasibility.intercept
    )
    assert (folder / "weights.safetensors").read_bytes() == weights
    assert told[-1].stage == "steps"
    assert flower.score(transfer(1), model=folder).steps[0].feasibility is not None
    assert json.loads(json.dumps(found.to_json_dict(), allow_nan=False))["confidence"] is None


def test_a_limit_bounds_what_is_looked_at(folder: Path, tmp_path: Path) -> None:
    steps = write_steps(tmp_path / "steps.txt")
    found = flower.calibrate(folder, [steps], limit=10, workers=1, device="cpu")
    assert found.feasibility is not None
    assert found.feasibility.n_recorded == 10


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_trained_on_is_met_from_text_as_from_arrays(
    workers: int, folder: Path, tmp_path: Path
) -> None:
    steps = write_steps(tmp_path / "steps.txt")
    preprocess(steps, tmp_path / "arrays", workers=1)
    known = []
    for source in (steps, tmp_path / "arrays"):
        (folder / "surroundings.safetensors").unlink(missing_ok=True)
        found = flower.calibrate(folder, trained_on=source, workers=workers, device="cpu")
        assert found.met is not None
        assert found.met.n_steps == 12
        met = MetSurroundings.load(folder)
        assert met is not None
        known.append([numbers.tolist() for numbers in met.numbers])
    assert known[0] == known[1]
    assert found.met.n_surroundings == sum(map(len, known[0]))
    step = flower.score(transfer(3), model=folder).steps[0]
    assert step.unfamiliar == 0


@pytest.mark.slow
def test_reactions_fit_the_confidence(folder: Path, tmp_path: Path, toy: ToyModel) -> None:
    source = write_overall(tmp_path / "overall.smi")
    found = flower.calibrate(folder, source, workers=1, device="cpu")
    assert toy.calls
    fitted = found.confidence
    assert fitted is not None
    assert (fitted.n_reactions, fitted.n_left_out) == (24, 0)
    assert fitted.first_right == pytest.approx(16 / 24)
    assert fitted.sure_by_probability == (24, pytest.approx(16 / 24))
    assert sum(b.n_steps for b in fitted.bins) == fitted.n_outcomes
    assert load_checkpoint(folder)[1].confidence == fitted.weights
    assert set(fitted.weights) == set(FEATURES)


def test_the_confidence_is_told_with_predictions(folder: Path, tmp_path: Path) -> None:
    settings = json.loads((folder / "settings.json").read_text())
    settings["confidence"] = {**dict.fromkeys(FEATURES, 0.0), "constant": 1.0}
    (folder / "settings.json").write_text(json.dumps(settings))
    outcomes = flower.predict("CC(=O)Cl.N", model=folder, reacts=True, max_steps=1).outcomes
    assert outcomes
    told = [one.confidence for one in outcomes]
    assert told == pytest.approx([1 / (1 + np.exp(-1.0))] * len(told))


def test_outcomes_in_which_nothing_happens_are_not_fitted() -> None:
    found = flower.predict(AMIDE, model=ToyModel())
    recorded = read_recorded_reaction(ReactionRecord(1, f"{AMIDE}>>CC(=O)NCc1ccccc1"))
    tried = compare_outcomes(found, recorded)
    assert [one.first for one in tried] == [True] + [False] * (len(tried) - 1)
    assert tried[0].right
    assert len(tried) == sum(bool(one.steps) for one in found.outcomes)


def test_in_an_inert_flask_nothing_but_proton_transfers_is_right() -> None:
    tried = compare_outcomes(
        flower.predict(AMIDE, model=ToyModel()), RecordedReaction(1, AMIDE, ())
    )
    assert tried[0].first
    assert not any(one.right for one in tried)
    salt = compare_outcomes(
        flower.predict("N.Cl", model=ToyModel()), RecordedReaction(1, "N.Cl", ())
    )
    assert all(one.right for one in salt)
    calm = flower.predict(AMIDE, model=CalmModel())
    assert not any(
        one.descriptors.given or one.first
        for one in compare_outcomes(calm, RecordedReaction(1, AMIDE, ()))
    )


def test_given_that_it_reacts_the_second_headline_is_the_first() -> None:
    recorded = RecordedReaction(1, AMIDE, ("CC(=O)NCc1ccccc1",))
    tried = compare_outcomes(flower.predict(AMIDE, model=CalmModel()), recorded)
    assert [one.descriptors.given for one in tried if one.first] == [True]
    assert [one.right for one in tried if one.first] == [True]


def test_the_reliability_is_of_reactions_that_were_not_fitted() -> None:
    dice = np.random.default_rng(0)
    tried = []
    for _ in range(400):
        p = float(dice.uniform(0.3, 0.99))
        told = OutcomeDescriptors(p, 1 - p, 0.0, 3, True, False, 1)
        tried.append([ComparedOutcome(told, True, bool(dice.random() < p / 2))])
    _, found = fit_outcomes(tried)
    assert found.probability_error > 0.25
    assert found.calibration_error < 0.08
    assert found.sure.n_outcomes == 0
    assert found.sure_by_probability.right == pytest.approx(0.5, abs=0.15)


def test_the_area_under_the_curve_counts_ties_half() -> None:
    right = np.array([True, True, False, False])
    assert area_under_curve(np.array([2.0, 2.0, 2.0, 1.0]), right) == 0.75
    assert area_under_curve(np.array([1.0, 1.0, 1.0, 1.0]), right) == 0.5


def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path
) -> None:
    before = sorted(file.name for file in folder.iterdir())
    few, reactions = tmp_path / "few.txt", tmp_path / "r.smi"
    write_steps(few, 3)
    reactions.write_text("CCO>>CC=O\n")
    for sources, sentence in (
        ([], "No file is given"),
        ([tmp_path / "none.txt"], "There is no file"),
        ([few], "3 flasks with a recorded step could be read, too few"),
        ([reactions], "overall reactions could be read and asked about, too few"),
    ):
        with pytest.raises(InputError, match=sentence):
            flower.calibrate(folder, sources, workers=1, device="cpu")
    with pytest.raises(InputError, match="limit = 0"):
        flower.calibrate(folder, few, limit=0)
    with pytest.raises(ModelError, match="There is no model"):
        flower.calibrate(tmp_path / "nowhere", few)
    assert sorted(file.name for file in folder.iterdir()) == before
