"""The checker of expansions: each kind of fault is seen, and what only looks like one is not."""

import pytest

from flower.mechanisms import expand
from flower.mechanisms.expanding import Expansion
from flower.mechanisms.style import (
    FOUR_CENTRES,
    INTERMEDIATE,
    RADICAL,
    RESONANCE,
    UNSETTLED,
    faults_of,
    shared_roles,
)


def kinds(*steps: str) -> list[str]:
    return [f.kind for f in faults_of(Expansion((), (), tuple("x" * len(steps)), steps))]


def test_a_clean_expansion_has_no_fault() -> None:
    (way, *_) = expand("CC(=O)Cl.NCc1ccccc1.CCN(CC)CC>>CC(=O)NCc1ccccc1")
    assert faults_of(way) == []


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        ("[OH3+:1].[NH2:2][CH3:3]", UNSETTLED),
        ("[CH3:1][C:2](=[O:3])[OH:4].[CH3:5][O-:6]", UNSETTLED),
        ("[CH3:1][Li:2].[OH2:3]", UNSETTLED),
        ("[CH3:1][CH2:2].[CH4:3]", RADICAL),
        ("[CH3:1][C+:2]([CH3:3])[CH3:4].[Cl-:5]", INTERMEDIATE),
    ],
)
def test_an_end_that_is_not_at_rest_is_seen(end: str, kind: str) -> None:
    # The flask of the first step is the closed-shell one; the second is where it ends.
    assert kind in kinds("[OH2:90].[OH2:91]>>[OH3+:90].[OH-:91]", f"{end}>>{end}")


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("[CH2+:1][OH:2]>>[CH2:1]=[OH+:2]", RESONANCE),
        ("[CH2:1]=[CH:2][OH:3].[OH2:4]>>[CH3:1][CH:2]=[O:3].[OH2:4]", FOUR_CENTRES),
        ("[CH2:1]=[CH2:2].[H:3][H:4]>>[CH2:1]([H:3])[CH2:2][H:4]", FOUR_CENTRES),
    ],
)
def test_a_step_that_no_molecule_takes_is_seen(step: str, kind: str) -> None:
    assert kind in kinds(step)


@pytest.mark.parametrize(
    "step",
    [
        "[CH3:1][CH+:2][CH2:3][CH3:4]>>[CH3:1][CH2:2][CH+:3][CH3:4]",  # a hydride shift
        "[CH2:1]=[CH2:2].[BH3:3]>>[CH3:1][CH2:2][BH2:3]",
        "[OH-:1].[CH3:2][OH:3]>>[OH2:1].[CH3:2][O-:3]",
        "[Zn:1].[CH3:2][CH:3]=[O:4]>>[Zn+:1].[CH3:2][CH:3][O-:4]",  # an electron passes
    ],
)
def test_what_only_looks_like_one_is_not(step: str) -> None:
    assert FOUR_CENTRES not in kinds(step)
    assert RESONANCE not in kinds(step)


def test_a_role_that_the_flask_fills_is_seen() -> None:
    assert shared_roles("Brc1ccccc1.Cl[Pd]Cl", "[Pd]") == ["palladium", "metal of a hydrogenation"]
    assert shared_roles("Brc1ccccc1", "[Pd]") == []


def test_an_electron_that_passes_to_another_molecule_is_a_step() -> None:
    step = "[Na:1].[CH3:2][C:3]([CH3:4])=[O:5]>>[Na+:1].[CH3:2][C:3]([CH3:4])[O-:5]"
    assert RESONANCE not in kinds(step)


def test_a_carbene_inserts_into_a_carbon_hydrogen_bond() -> None:
    step = "[CH2:1].[CH3:2][CH3:3]>>[CH3:1][CH2:2][CH3:3]"
    assert FOUR_CENTRES not in kinds(step)
