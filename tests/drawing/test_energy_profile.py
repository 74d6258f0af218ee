"""Energy profiles: levels that add up, and nothing drawn of nothing."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from flower.drawing import draw_energy_profile
from flower.errors import InputError
from flower.prediction.scored import Score, ScoredStep

STEP = ScoredStep(
    reactants="CCl.[OH-]", products="CO.[Cl-]", mapped="", how_mapped="as given",
    probability=0.5, interval=None,
    log_likelihood=-1.0, feasibility=0.9, rank=1, preferred=None, unfamiliar=None,
    energy_kcal_mol=-12.0, barrier_kcal_mol=8.5, energy_note="", kind="addition",
    description="N1 attacks <C2>",
)  # fmt: skip


def _score(*steps: ScoredStep) -> Score:
    return Score("mine", "ok", None, steps, 1, 0.5, "toy", "GFN2-xTB, gas phase")


def _texts(svg: str) -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("text")]


def test_energies_add_up_along_the_axis() -> None:
    svg = draw_energy_profile(_score(STEP, replace(STEP, energy_kcal_mol=4.5), STEP))
    told = _texts(svg)
    assert [text for text in told if re.fullmatch(r"[+-]\d+\.\d", text)] == [
        "-12.0", "-7.5", "-19.5",
    ]  # fmt: skip
    assert told.count("≈8.5") == 3
    assert told.count("weakest") == 1
    assert "&lt;C2&gt;" in svg


def test_the_molecule_that_is_new_stands_beneath_each_state() -> None:
    back = replace(STEP, reactants=STEP.products, products="C=O.[Cl-].[HH]")
    pictures = [
        e
        for e in ElementTree.fromstring(draw_energy_profile(_score(STEP, back))).iter()
        if e.get("class") == "picture"
    ]
    titles = [next(e.text for e in one.iter() if e.tag.endswith("title")) for one in pictures]
    assert titles == ["CCl", "CO", "C=O"]
    assert all(float(one.get("height", "0")) <= 84 for one in pictures)


def test_a_missing_energy_breaks_the_line() -> None:
    missing = replace(STEP, energy_kcal_mol=None, barrier_kcal_mol=None, energy_note="too slow")
    svg = draw_energy_profile(_score(STEP, missing, STEP))
    assert svg.count("<polyline") == 2
    assert "no energy" in _texts(svg)
    with pytest.raises(InputError, match=r"No step of `mine` has an energy to draw \(too slow\)"):
        draw_energy_profile(_score(missing))
    with pytest.raises(InputError, match="score with energies"):
        draw_energy_profile(_score(replace(missing, energy_note=None)))
