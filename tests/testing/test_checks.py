"""The check of step models passes those that ship, and tells what is wrong with others."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import flower
from flower.electrons import Candidate, State, make_change
from flower.testing import ToyModel, check_step_model
from tests.tiny_model import write_tiny_model

Candidates = list[list[Candidate]]


def test_the_model_that_ships_keeps_the_promises() -> None:
    check_step_model(flower.load_model(device="cpu"), ("CC(=O)Cl.N", "[NH4+].[OH-]", "O"))


@pytest.mark.parametrize("samples", [1, 3])
def test_so_does_one_of_the_continuous_flow(samples: int, tmp_path: Path) -> None:
    """Of random weights, on which steps to no molecule weigh little."""
    folder = write_tiny_model(tmp_path / "tiny", spread=0.02, head="endpoint")
    model = flower.load_model(folder, "cpu", samples=samples)
    check_step_model(model, ("CC(=O)Cl.N", "[Cl-]"))


def first(found: Candidates, change: Callable[[Candidate], Candidate]) -> Candidates:
    return [[change(of[0]), *of[1:]] for of in found]


def charged(candidate: Candidate) -> Candidate:
    """An electron from nowhere."""
    change = make_change(lone=[(0, 1)])
    return candidate._replace(change=change)


def other_products(candidate: Candidate) -> Candidate:
    products = replace(candidate.products, lone=candidate.products.lone + 2)
    return candidate._replace(products=products)


WRONG: dict[str, tuple[Callable[[Candidates], Candidates], str]] = {
    "no list": (lambda found: found[:-1], "one list of candidates for each state"),
    "an electron too many": (lambda found: first(found, charged), "no electron is created"),
    "other products": (lambda found: first(found, other_products), "the state after `change`"),
    "another name": (
        lambda found: first(found, lambda c: c._replace(smiles="C")), "stereo=False.*not `"
    ),
    "too probable": (
        lambda found: first(found, lambda c: c._replace(probability=1.5)), "within 0 and 1"
    ),
    "too probable together": (
        lambda found: [[*of, of[0]._replace(smiles="C", probability=1.0)] for of in found],
        "sum to at most 1",
    ),
    "unsorted": (lambda found: [of[::-1] for of in found], "the most probable comes first"),
    "twice": (
        lambda found: [[of[0]._replace(probability=0.1)] * 2 for of in found],
        "the same SMILES are one",
    ),
    "random": (
        lambda found: [[of[0]._replace(probability=random.random())] for of in found],
        "the same seed gives the same answer",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "told"), WRONG.values(), ids=WRONG)
def test_a_broken_promise_is_told(spoil: Callable[[Candidates], Candidates], told: str) -> None:
    class Wrong(ToyModel):
        def propose(
            self,
            states: Sequence[State],
            *,
            top: int,
            seed: int = 0,
            minimum_probability: Sequence[float] | None = None,
        ) -> Candidates:
            found = super().propose(states, top=top)
            return spoil(found) if found else found

    with pytest.raises(AssertionError, match=rf"A step model promises that .*({told})"):
        check_step_model(Wrong())


def test_a_model_that_minds_its_neighbours_is_told() -> None:
    class Neighbourly(ToyModel):
        def propose(self, states, **options):  # type: ignore[no-untyped-def]
            found = super().propose(states, **options)
            shared = 1 if len(states) == 1 else 0.5
            return [[c._replace(probability=shared * c.probability) for c in of] for of in found]

    with pytest.raises(AssertionError, match="the other flasks of a call change nothing"):
        check_step_model(Neighbourly())


def test_a_model_that_forgets_likely_steps_is_told() -> None:
    class Forgetful(ToyModel):
        def propose(self, states, *, top, seed=0, minimum_probability=None):  # type: ignore[no-untyped-def]
            found = super().propose(states, top=top)
            return found if minimum_probability is None else [of[1:] for of in found]

    with pytest.raises(AssertionError, match=r"0\.5 is left out at minimum"):
        check_step_model(Forgetful())


def test_what_is_no_step_model_and_what_has_no_flask_is_told() -> None:
    with pytest.raises(AssertionError, match=r"derives from flower\.StepModel"):
        check_step_model("flower-base")
    with pytest.raises(AssertionError, match="give such `flasks`"):
        check_step_model(ToyModel(), ["[Pd]"])
