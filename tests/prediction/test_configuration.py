"""Configurations that are given are compared, in `score` and with a target, or told as ignored."""

from collections.abc import Sequence

import pytest

import flower
from flower.change import Change
from flower.electrons import Candidate, State, apply_change, make_change, state_to_smiles
from flower.proposals import StepModel

BROMIDE = "C[C@H](Br)CC.[OH-]"
INVERTED, RETAINED = "C[C@@H](O)CC", "C[C@H](O)CC"


class Substituting(StepModel):
    """Puts oxide where a bromide was, and then is done."""

    name, elements = "substituting", frozenset({6, 8, 35})

    def propose(
        self,
        states: Sequence[State],
        *,
        top: int,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> list[list[Candidate]]:
        return [[_candidate(state)] for state in states]


def _candidate(state: State) -> Candidate:
    element = state.element.tolist()
    bromine, oxygen = element.index(35), element.index(8)
    change: Change = make_change()
    if state.bonds[bromine].any():
        carbon = int(state.bonds[bromine].argmax())
        change = make_change(
            bonds=[(carbon, bromine, -1), (carbon, oxygen, 1)], lone=[(bromine, 2), (oxygen, -2)]
        )
    after = apply_change(state, change)
    return Candidate(change, after, state_to_smiles(after, stereo=False), 0.9)


@pytest.mark.parametrize(
    ("products", "probability", "told"),
    [
        (INVERTED, 0.9, None),
        (RETAINED, 0.0, "the step leads to the other configuration of C2, so it is not this one"),
        ("CC(O)CC", 0.9, None),
    ],
)
def test_retention_is_not_inversion(products: str, probability: float, told: str | None) -> None:
    (step,) = flower.score(f"{BROMIDE}>>{products}.[Br-]", model=Substituting()).steps
    assert (step.probability, step.stereo) == (probability, told)
    assert step.rank == (1 if probability else None)
    inverted = state_to_smiles(flower.smiles_to_state(f"{INVERTED}.[Br-]"))
    assert step.preferred == (None if probability else inverted)


def test_what_the_step_does_not_tell_is_said_to_be_left_out() -> None:
    racemic = BROMIDE.replace("@", "")
    (step,) = flower.score(f"{racemic}>>{RETAINED}.[Br-]", model=Substituting()).steps
    assert step.probability == 0.9
    assert step.stereo is not None
    assert "C2, which was not compared" in step.stereo


@pytest.mark.parametrize(
    ("flask", "target", "found", "note"),
    [
        (BROMIDE, INVERTED, 1, None),
        (BROMIDE, RETAINED, 0, "another configuration were left out"),
        (BROMIDE, "CC(O)CC", 1, None),
        (BROMIDE.replace("@", ""), RETAINED, 1, "do not tell the configuration of the target"),
    ],
)
def test_a_target_is_found_in_its_own_configuration(
    flask: str, target: str, found: int, note: str | None
) -> None:
    told = flower.predict(flask, target=target, model=Substituting())
    assert len(told.outcomes) == found
    assert told.target == state_to_smiles(flower.smiles_to_state(target))
    assert (told.note is None) if note is None else note in (told.note or "")
